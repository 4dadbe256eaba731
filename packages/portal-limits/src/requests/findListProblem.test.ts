import { standardLimits } from '../limits/limits';
import {
  findListProblem,
  findPermissionsProblem,
  findRefsProblem,
} from './findListProblem';

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `component:default/c${index}`);

describe('findListProblem', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a list at the limit', many(100), undefined],
    ['no list', 'component:default/a', undefined],
    [
      'a list above the limit',
      many(101),
      'The request has a list of more than 100 items. Use several requests. An administrator can change backend.limits.lists.settings.',
    ],
  ])('checks %s', (_, list, problem) => {
    expect(findListProblem(list, 'lists.settings', standardLimits)).toBe(
      problem,
    );
  });
});

describe('findRefsProblem', () => {
  const find = (entityRefs: unknown) =>
    findRefsProblem({ entityRefs }, standardLimits);

  it.each([
    ['as many items as the catalog client sends', many(1_000)],
    ['a reference for each relation of an entity', Array(5).fill('group:a/b')],
    ['an item that the catalog rejects', ['', 1, null]],
    ['no list', 'component:default/a'],
    ['nothing', undefined],
  ])('accepts %s', (_, refs) => {
    expect(find(refs)).toBeUndefined();
  });

  it.each([
    ['too many', many(1_001), 'a list of more than 1,000 items'],
    ['equal ones', Array(6).fill('component:default/a'), 'more than 5 times'],
    [
      'equal ones that are written differently',
      ['c', 'C'].flatMap(kind => [
        `${kind}:x`,
        `${kind}:X`,
        `${kind}:default/x`,
      ]),
      'the entity reference c:default/x more than 5 times',
    ],
  ])('refuses %s', (_, refs, problem) => {
    expect(find(refs)).toContain(problem);
  });
});

it('counts each resource of a permission', () => {
  const find = (items: unknown) =>
    findPermissionsProblem({ items }, standardLimits);
  expect(find([{ resourceRef: many(500) }])).toBeUndefined();
  expect(find([{ resourceRef: many(500) }, {}])).toContain('500 items');
  expect(find(Array(501).fill({ resourceRef: 'a' }))).toContain('500 items');
  expect(find(Array(501).fill({ resourceRef: [] }))).toContain('500 items');
  expect(find([null, undefined])).toBeUndefined();
  expect(find(undefined)).toBeUndefined();
});

it('rejects a repeated resource of a permission', () => {
  const find = (items: unknown) =>
    findPermissionsProblem({ items }, standardLimits);
  const itemOf = (name: string) => ({
    permission: { name },
    resourceRef: ['component:default/a', 'Component:Default/A'],
  });
  const names = ['catalog.entity.refresh', 'catalog.entity.delete'];
  expect(find([...names, ...names].map(itemOf))).toBeUndefined();
  expect(find(Array(3).fill(itemOf(names[0])))).toBe(
    'The request has the resource of a permission component:default/a more than 5 times. Send it once.',
  );
});
