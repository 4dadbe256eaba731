import { isValidEntityName } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isBoundTo } from '../model/nameBinding';
import { chooseNames, type NameRequest, spellingsOf } from './chooseNames';

const UUID_A = '{aaaaaaaa-5b6e-4c7a-9d10-0c2f4e6a8b01}';
const UUID_B = '{bbbbbbbb-5b6e-4c7a-9d10-0c2f4e6a8b02}';
const UUID_C = '{aaaaaaaa-ffff-4c7a-9d10-0c2f4e6a8b03}';
const bare = (uuid: string) => uuid.slice(1, -1);
const person = (uuid: string, ...wishes: (string | undefined)[]) => ({
  key: uuid,
  wishes,
  uuid,
});
const namesOf = (
  requests: NameRequest[],
  known: Record<string, string> = {},
  taken: string[] = [],
) =>
  Object.fromEntries(
    chooseNames(requests, {
      known: new Map(Object.entries(known)),
      isTaken: name => taken.includes(name),
    }),
  );

it.each([
  ['mira', 'mira-aaaaaaaa'],
  ['Mira Lindqvist', 'mira-lindqvist-aaaaaaaa'],
  ['Zoë O’Brien-Ångström', 'zoe-o-brien-angstrom-aaaaaaaa'],
  ['Søren', 'soren-aaaaaaaa'],
  ['m.i_r-a', 'm.i_r-a-aaaaaaaa'],
  ['--mira..--x__', 'mira-x-aaaaaaaa'],
  ['ｆｕｌｌ', 'full-aaaaaaaa'],
  ['x'.repeat(80), `${'x'.repeat(54)}-aaaaaaaa`],
  ['日本', bare(UUID_A)],
  ['', bare(UUID_A)],
  ['🚲', bare(UUID_A)],
])('converts %p to the name %p', (nickname, expected) => {
  const { [UUID_A]: name } = namesOf([person(UUID_A, nickname)]);
  expect(name).toBe(expected);
  expect(isValidEntityName(name)).toBe(true);
  expect(isBoundTo(name, { uuid: UUID_A })).toBe(true);
});

it('uses the next preferred name if the first one has no letter or digit', () => {
  expect(namesOf([person(UUID_A, '日本', undefined, 'sakura')])).toEqual({
    [UUID_A]: 'sakura-aaaaaaaa',
  });
});

it('uses the whole uuid if two names would be equal, in any order', () => {
  const clash = [person(UUID_A, 'tomas'), person(UUID_C, 'Tomás')];
  const expected = {
    [UUID_A]: `tomas-${bare(UUID_A)}`,
    [UUID_C]: `tomas-${bare(UUID_C)}`,
  };
  expect(namesOf(clash)).toEqual(expected);
  expect(namesOf([...clash].reverse())).toEqual(expected);
});

it('does not give a member the name of another member because of a nickname', () => {
  const names = namesOf([
    person(UUID_A, 'tomas'),
    person(UUID_B, 'tomas-aaaaaaaa'),
    person(UUID_C, bare(UUID_A)),
  ]);
  expect(names).toEqual({
    [UUID_A]: 'tomas-aaaaaaaa',
    [UUID_B]: 'tomas-aaaaaaaa-bbbbbbbb',
    [UUID_C]: `${bare(UUID_A)}-aaaaaaaa`,
  });
});

it('keeps a name that is bound to the uuid when the nickname changes', () => {
  const known = { [UUID_A]: 'tomas-aaaaaaaa' };
  expect(namesOf([person(UUID_A, 'renamed')], known)).toEqual(known);
});

it.each(['tomas', 'tomas-bbbbbbbb', 'aaaaaaaa', `x${bare(UUID_A)}`])(
  'renames a subject with the known name %p, which users can choose',
  name => {
    expect(isBoundTo(name, { uuid: UUID_A })).toBe(false);
    expect(namesOf([person(UUID_A, 'tomas')], { [UUID_A]: name })).toEqual({
      [UUID_A]: 'tomas-aaaaaaaa',
    });
  },
);

it('does not reuse a name after its owner was removed', () => {
  const known = { [UUID_A]: 'tomas-aaaaaaaa' };
  expect(namesOf([person(UUID_C, 'tomas')], known)).toEqual({
    [UUID_C]: `tomas-${bare(UUID_C)}`,
  });
  expect(namesOf([person(UUID_A, 'back-again')], known)).toEqual(known);
});

it('uses the next spelling if another source has the name', () => {
  const [short, long] = ['tomas-aaaaaaaa', `tomas-${bare(UUID_A)}`];
  const request = [person(UUID_A, 'tomas')];
  expect(namesOf(request, {}, [short])).toEqual({ [UUID_A]: long });
  expect(namesOf(request, { [UUID_A]: short }, [short])).toEqual({
    [UUID_A]: long,
  });
  expect(namesOf(request, {}, [short, long])).toEqual({
    [UUID_A]: bare(UUID_A),
  });
});

describe('names with a role', () => {
  const owners = (wish: string) => ({
    ...person(UUID_A, wish),
    key: 'owners',
    role: 'owners',
  });

  it.each([
    ['acme', [], 'acme-aaaaaaaa-owners'],
    ['x'.repeat(80), [], `${'x'.repeat(47)}-aaaaaaaa-owners`],
    ['acme', ['acme-aaaaaaaa-owners'], `acme-${bare(UUID_A)}-owners`],
    [
      'acme',
      ['acme-aaaaaaaa-owners', `acme-${bare(UUID_A)}-owners`],
      `${bare(UUID_A)}-owners`,
    ],
    ['日本', [], `${bare(UUID_A)}-owners`],
  ])('end with the role: %p, with %p taken', (wish, taken, expected) => {
    const { owners: name } = namesOf([owners(wish)], {}, taken);
    expect(name).toBe(expected);
    expect(isValidEntityName(name)).toBe(true);
    expect(isBoundTo(name, owners(wish))).toBe(true);
    expect(isBoundTo(name, { uuid: UUID_A })).toBe(false);
  });

  it.each([
    'acme-owners',
    'acme-aaaaaaaa-owners',
    `${bare(UUID_A)}-owners`,
    'x'.repeat(70),
    `${'x'.repeat(47)}-aaaaaaaa-owners`,
  ])('are not available to the same uuid without the role: %p', wish => {
    const names = spellingsOf(person(UUID_A, wish));
    expect(names.filter(name => isBoundTo(name, owners('acme')))).toEqual([]);
  });

  it('replace a known name that does not end with the role', () => {
    const known = { owners: 'acme-owners-aaaaaaaa' };
    expect(namesOf([owners('acme')], known)).toEqual({
      owners: 'acme-aaaaaaaa-owners',
    });
  });
});
