import { standardLimits } from '../limits/limits';
import { scanYaml } from './scanYaml';

const scan = (text: string) => scanYaml(text, standardLimits);
const repeat = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const keys = (count: number) => repeat(count, index => `k${index}: v`);
const jsonKeys = (count: number) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`k${index}`, 'v']),
    ),
  );

describe('scanYaml', () => {
  it.each([
    ['20,000 keys', keys(20_000), '15,000 keys and values'],
    ['20,000 keys as JSON', jsonKeys(20_000), '15,000 keys and values'],
    [
      '30,000 list items',
      repeat(30_000, () => '- item'),
      '15,000 keys and values',
    ],
    ['empty list items', `[${','.repeat(300_000)}`, '15,000 keys and values'],
    ['60,000 empty items', ':\n'.repeat(60_000), '15,000 keys and values'],
    ['30 MB in one text', `a: ${'x'.repeat(30_000_000)}`, '2,097,152 bytes'],
    ['30 MB of keys', keys(2_500_000), '2,097,152 bytes'],
    ['100,000 documents', '---\n'.repeat(99_000), '1,000 documents'],
    ['1,000,000 blank lines', '\n'.repeat(1_000_000), '100,000 lines'],
    ['60,000 ends of documents', '...\n'.repeat(60_000), '1,000 documents'],
    ['150,000 lines of comments', '#\n'.repeat(150_000), '100,000 lines'],
    [
      '10,000 open brackets',
      `a: ${'['.repeat(10_000)}`,
      '64 nested lists and maps',
    ],
    ['5,000 open braces', '{a: '.repeat(5_000), '64 nested lists and maps'],
    ['5,000 dashes in a line', '- '.repeat(5_000), '64 nested lists and maps'],
    [
      '800 levels of indentation',
      repeat(800, index => `${' '.repeat(index)}a:`),
      '64 nested lists and maps',
    ],
    [
      '300 aliases',
      `a: &a b\n${repeat(300, index => `k${index}: *a`)}`,
      '100 anchors, aliases and tags',
    ],
    [
      '5,000 tags',
      repeat(5_000, () => '- !!str a'),
      '100 anchors, aliases and tags',
    ],
  ])('rejects a file with %s', (_, text, limit) => {
    expect(scan(text)).toContain(`The file has more than ${limit}. `);
  });

  it('rejects a directive, because YAML 1.1 expands merge keys', () => {
    expect(scan('%YAML 1.1\n---\na: &a { b: c }\nd:\n  <<: *a\n')).toContain(
      'The file has a YAML directive',
    );
    expect(scan('a: "%YAML 1.1"\nb: |\n  %YAML 1.1\n')).toBeUndefined();
  });

  it('states the limit, what to do, and what an administrator can change', () => {
    expect(scan(keys(20_000))).toBe(
      'The file has more than 15,000 keys and values. Split the file. An administrator can change backend.limits.catalogFile.values.',
    );
  });

  // The parser needs minutes for a thousand nested keys.
  it('rejects nested keys', () => {
    expect(scan(`${'? '.repeat(20)}a`)).toContain(
      'a key that begins with "? "',
    );
  });

  const openApi = `  a: b: "c": {d: [1, 2]} - x &a *b ? [ [ [ [\n`.repeat(
    45_000,
  );

  it.each([
    ['an empty file', ''],
    ['5,000 keys', keys(5_000)],
    ['5,000 keys as JSON', jsonKeys(5_000)],
    ['1,000 documents', '---\na: b\n'.repeat(1_000)],
    [
      'an OpenAPI document of 2 MB in a text block',
      `definition: |\n${openApi}`,
    ],
    [
      'a long text in quotes',
      `a: "${'a: b: {d: [1, 2]} - x \\n'.repeat(40_000)}"`,
    ],
    ['many small lists', repeat(2_000, index => `k${index}: [a, {b: c}]`)],
    [
      'lists of maps in maps',
      repeat(500, index => `k${index}:\n  - a: b\n    c:\n      - d\n  - e: f`),
    ],
  ])('accepts %s', (_, text) => {
    expect(scan(text)).toBeUndefined();
  });
});
