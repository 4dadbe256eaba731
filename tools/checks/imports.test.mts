import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findCircles } from './imports.mts';

const graphOf = (edges: Record<string, string[]>) =>
  new Map(
    Object.entries(edges).map(([file, imported]) => [file, new Set(imported)]),
  );

it('finds a circle of imports, and no more than the files in it', () => {
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

it('finds no circle where two files import the same one', () => {
  assert.deepEqual(
    findCircles(graphOf({ a: ['b', 'c'], b: ['c'], c: [] })),
    [],
  );
});
