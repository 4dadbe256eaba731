import { findCaseProblem } from './findCaseProblem';

describe('keys that differ only in upper and lower case', () => {
  it.each([
    ['of a map', { spec: { Owner: 'a', owner: 'a' } }, 'spec.Owner'],
    ['on two levels', { spec: { a: { B: 1 }, A: { b: 1 } } }, 'spec.a.B'],
    ['in the maps of a list', { spec: { x: [{ Y: 1 }, { y: 1 }] } }, 'spec.x'],
    ['a text of a list and a key', { spec: { x: ['Y', { y: 1 }] } }, 'spec.x'],
    ['a name', { metadata: { name: 'a', Name: 'b' } }, 'metadata.Name'],
    ['relations', { Relations: { ownedBy: 'a' } }, 'Relations'],
  ])('are rejected: %s', (_, entity, path) => {
    expect(findCaseProblem(entity)).toContain(path);
    expect(findCaseProblem(entity)).toMatch(
      /^The entity has .* and .*, which differ only in upper and lower case\. The catalog cannot store both\. Rename one of them\.$/,
    );
  });

  it.each([
    ['equal texts of a list', { metadata: { tags: ['Java', 'java', 'JAVA'] } }],
    ['maps with different keys', { spec: { a: { b: 1 }, A: { c: 1 } } }],
    [
      'the same key in the maps of a list',
      { spec: { x: [{ y: 1 }, { y: 2 }] } },
    ],
    ['relations of the catalog', { relations: [{ type: 'a' }, { Type: 'a' }] }],
    ['no entity', undefined],
  ])('accepts %s', (_, entity) => {
    expect(findCaseProblem(entity)).toBeUndefined();
  });
});
