import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findCircles } from './imports.mts';

const graphOf = (edges: Record<string, string[]>) =>
  new Map(
    Object.entries(edges).map(([file, imported]) => [file, new Set(imported)]),
  );

it('finds a circular import, and only the files in it', () => {
  const graph = graphOf({
    a: ['b'],
    b: ['c', 'd'],
    c: ['a', 'e'],
    d: [],
    e: ['d'],
  });
  assert.deepEqual(
    findCircles(graph).map(each => each.sort()),
    [['a', 'b', 'c']],
  );
});

it('finds no circular import if two files import the same file', () => {
  assert.deepEqual(
    findCircles(graphOf({ a: ['b', 'c'], b: ['c'], c: [] })),
    [],
  );
});
