import { findExceededBound } from './measureValue';

const nest = (depth: number) =>
  JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('findExceededBound', () => {
  it.each([
    ['a text', 'text', undefined],
    ['nothing', undefined, undefined],
    ['ten values', Array(9).fill(1), undefined],
    ['eleven values', Array(10).fill(1), 'values'],
    ['values in maps', { a: { b: 1, c: [1, 2, 3, 4, 5, 6] } }, undefined],
    ['too many values in maps', { a: { b: 1, c: Array(8).fill(1) } }, 'values'],
    ['three levels', nest(3), undefined],
    ['four levels', nest(4), 'depth'],
    ['levels that would exhaust the stack', nest(50_000), 'depth'],
  ])('of %s', (_, value, bound) => {
    expect(findExceededBound(value, { values: 10, depth: 3 })).toBe(bound);
  });

  it('counts a value that is referenced twice as two values', () => {
    let value: unknown = 'text';
    for (let level = 0; level < 60; level++) {
      value = [value, value];
    }
    expect(findExceededBound(value, { values: 1_000, depth: 100 })).toBe(
      'values',
    );
  });

  it('counts the bytes of texts and keys in JSON', () => {
    const value = { é: '\u0001"🚀' };
    const bounds = { values: 10, depth: 5 };
    expect(findExceededBound(value, { ...bounds, size: 14 })).toBeUndefined();
    expect(findExceededBound(value, { ...bounds, size: 13 })).toBe('size');
  });

  it('counts a key for each value below it', () => {
    const value = { ['k'.repeat(98)]: { a: 1, b: 2, c: 3 } };
    // 99 characters for the map, and 101 for each of its values.
    const bounds = { values: 10, depth: 5 };
    expect(findExceededBound(value, { ...bounds, paths: 402 })).toBeUndefined();
    expect(findExceededBound(value, { ...bounds, paths: 401 })).toBe('paths');
  });
});
