import { chooseNames, NameRequest } from './chooseNames';
import { isValidEntityName } from './validNames';

const UUID_A = '{aaaaaaaa-5b6e-4c7a-9d10-0c2f4e6a8b01}';
const UUID_B = '{bbbbbbbb-5b6e-4c7a-9d10-0c2f4e6a8b02}';
const UUID_C = '{aaaaaaaa-ffff-4c7a-9d10-0c2f4e6a8b03}';
const person = (uuid: string, ...wishes: (string | undefined)[]) => ({
  key: uuid,
  wishes,
  uuid,
});
const namesOf = (requests: NameRequest[], known = {}) =>
  Object.fromEntries(chooseNames(requests, new Map(Object.entries(known))));

it.each([
  ['mira', 'mira'],
  ['Mira Lindqvist', 'mira-lindqvist'],
  ['Zoë O’Brien-Ångström', 'zoe-o-brien-angstrom'],
  ['Søren', 'soren'],
  ['m.i_r-a', 'm.i_r-a'],
  ['--mira..--x__', 'mira-x'],
  ['ｆｕｌｌ', 'full'],
  ['x'.repeat(80), 'x'.repeat(63)],
  ['日本', UUID_A.slice(1, -1)],
  ['', UUID_A.slice(1, -1)],
  ['🚲', UUID_A.slice(1, -1)],
])('makes of %p the name %p', (nickname, expected) => {
  const [name] = chooseNames([person(UUID_A, nickname)], new Map()).values();
  expect(name).toBe(expected);
  expect(isValidEntityName(name)).toBe(true);
});

it('takes the next wish where the first one has no letter to it', () => {
  expect(namesOf([person(UUID_A, '日本', undefined, 'sakura')])).toEqual({
    [UUID_A]: 'sakura',
  });
});

it('puts the uuid behind the name of everybody in a clash, in any order', () => {
  const clash = [person(UUID_A, 'tomas'), person(UUID_B, 'Tomás')];
  const expected = { [UUID_A]: 'tomas-aaaaaaaa', [UUID_B]: 'tomas-bbbbbbbb' };
  expect(namesOf(clash)).toEqual(expected);
  expect(namesOf([...clash].reverse())).toEqual(expected);
});

it('puts the whole uuid behind it where its beginning is the same', () => {
  const names = namesOf([person(UUID_A, 'tomas'), person(UUID_C, 'tomas')]);
  expect(names[UUID_A]).toBe(`tomas-${UUID_A.slice(1, -1)}`);
  expect(names[UUID_C]).toBe(`tomas-${UUID_C.slice(1, -1)}`);
});

it('cuts the nickname, not the uuid', () => {
  const long = 'x'.repeat(70);
  const names = namesOf([person(UUID_A, long), person(UUID_B, long)]);
  expect(names[UUID_A]).toBe(`${'x'.repeat(54)}-aaaaaaaa`);
  expect(names[UUID_A]).toHaveLength(63);
});

it('lets nobody take a name that looks like the one of another', () => {
  const names = namesOf([
    person(UUID_A, 'tomas'),
    person(UUID_B, 'tomas'),
    person(UUID_C, 'tomas-bbbbbbbb'),
  ]);
  expect(new Set(Object.values(names)).size).toBe(3);
  const own = UUID_A.slice(1, -1);
  expect(namesOf([person(UUID_A, '日本'), person(UUID_B, own)])).toEqual({
    [UUID_A]: own,
    [UUID_B]: `${own}-bbbbbbbb`,
  });
});

it('leaves everybody the name they have, whatever they are called now', () => {
  expect(
    namesOf([person(UUID_A, 'renamed'), person(UUID_B, 'tomas')], {
      [UUID_A]: 'tomas',
    }),
  ).toEqual({ [UUID_A]: 'tomas', [UUID_B]: 'tomas-bbbbbbbb' });
});

it('does not give away the name of somebody who is gone', () => {
  const known = { [UUID_A]: 'tomas' };
  expect(namesOf([person(UUID_B, 'tomas')], known)).toEqual({
    [UUID_B]: 'tomas-bbbbbbbb',
  });
  expect(namesOf([person(UUID_A, 'back-again')], known)).toEqual({
    [UUID_A]: 'tomas',
  });
});
