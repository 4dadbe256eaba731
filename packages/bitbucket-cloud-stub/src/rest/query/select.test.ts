import { fieldsNamed, readFilter, readOrder } from './select';

const FIELDS = fieldsNamed(
  'name',
  'size',
  'is_private',
  'created_on',
  'owner.name',
  'tags',
);
const ITEMS = [
  {
    name: 'v10',
    size: 5,
    is_private: true,
    created_on: '2020-01-01T00:00:00+00:00',
    owner: { name: 'Mira' },
    tags: ['java', 'api'],
  },
  {
    name: 'v9',
    size: 20,
    is_private: false,
    created_on: '2024-06-03T10:00:00+02:00',
    owner: { name: 'Aiko' },
    tags: [],
  },
  { name: 'say "hi"', size: 7, owner: null },
];

const names = (q: string) =>
  ITEMS.filter(readFilter(q, FIELDS)).map(item => item.name);

describe('the parameter q', () => {
  it.each<[string, string[]]>([
    ['name = "v9"', ['v9']],
    ['name="v9"', ['v9']],
    ['name != "v9"', ['v10', 'say "hi"']],
    ['name ~ "V"', ['v10', 'v9']],
    ['name !~ "v"', ['say "hi"']],
    ['name = "say \\"hi\\""', ['say "hi"']],
    ['name IN ("v9", "v10")', ['v10', 'v9']],
    ['name in ("v9")', ['v9']],
    ['name NOT IN ("v9", "v10")', ['say "hi"']],
    ['size > 5', ['v9', 'say "hi"']],
    ['size >= 5 AND size <= 7', ['v10', 'say "hi"']],
    ['size < 5.5', ['v10']],
    ['size = -1', []],
    ['is_private = true', ['v10']],
    ['is_private != true', ['v9', 'say "hi"']],
    ['is_private = null', ['say "hi"']],
    ['created_on > 2023-01-01', ['v9']],
    ['created_on = 2024-06-03T08:00:00', ['v9']],
    ['created_on <= 2020-01-01T01:00:00+01:00', ['v10']],
    ['owner.name = "Aiko"', ['v9']],
    ['owner.name = null', ['say "hi"']],
    ['tags = "api"', ['v10']],
    // AND binds before OR, in any order.
    ['name = "v9" OR name = "v10" AND size = 20', ['v9']],
    ['(name = "v9" OR name = "v10") AND size = 5', ['v10']],
    ['size = "5"', []],
  ])('filters by %s', (q, expected) => {
    expect(names(q)).toEqual(expected);
  });

  it.each([
    ['', 'expected the name of a field at position 1'],
    ['name', 'expected an operator at position 5'],
    [
      'name =',
      'expected a value; texts must be in double quotes at position 7',
    ],
    [
      'name = v9',
      'expected a value; texts must be in double quotes at position 8',
    ],
    ["name = 'v9'", 'unexpected "\'" at position 8'],
    ['name = "v9', 'unexpected """ at position 8'],
    ['name = "v9" size = 1', 'expected AND, OR or the end at position 13'],
    ['name = "v9" AND', 'expected the name of a field at position 16'],
    ['(name = "v9"', 'expected ")" at position 13'],
    ['name IN "v9"', 'expected "(" at position 9'],
    [
      'name IN ()',
      'expected a value; texts must be in double quotes at position 10',
    ],
    ['name NOT "v9"', 'expected an operator at position 10'],
    ['secret = "x"', '"secret" is not one of name, size'],
    ['__proto__ = "x"', '"__proto__" is not one of'],
    ['size ~ 5', '~ compares with texts only at position 1'],
    ['created_on > 2023-99-01', '"2023-99-01" is not a date and time'],
    [`${'('.repeat(5000)}`, 'too many parentheses'],
  ])('refuses %s', (q, message) => {
    expect(() => readFilter(q, FIELDS)).toThrow(message);
  });

  // An implementation that looks back for each character would exceed the time limit of the test.
  it('parses a long query', () => {
    const q = `name = "${'\\"'.repeat(20_000)}`;

    expect(() => readFilter(q, FIELDS)).toThrow('Invalid query');
  });
});

describe('the parameter sort', () => {
  it.each<[string, string[]]>([
    ['name', ['say "hi"', 'v9', 'v10']],
    ['-size', ['v9', 'say "hi"', 'v10']],
    ['owner.name', ['v9', 'v10', 'say "hi"']],
  ])('orders by %s', (sort, expected) => {
    const sorted = [...ITEMS].sort(readOrder(sort, FIELDS));

    expect(sorted.map(item => item.name)).toEqual(expected);
  });

  it.each(['', '-', 'secret', 'name,size', '--name', 'toString'])(
    'refuses "%s"',
    sort => {
      expect(() => readOrder(sort, FIELDS)).toThrow(/^Invalid field for sort/);
    },
  );
});
