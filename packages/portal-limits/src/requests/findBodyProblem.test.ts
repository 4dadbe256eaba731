import { standardLimits } from '../limits/limits';
import { findBodyProblem } from './findBodyProblem';

const limits = { ...standardLimits, 'body.values': 10, 'body.depth': 3 };
const find = (json: string) => findBodyProblem(Buffer.from(json), limits);

describe('findBodyProblem', () => {
  it.each([
    ['keys and values', '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}'],
    ['empty lists', '[[],[],[],[],[],[]]'],
    ['commas without values, which are not JSON', ',,,,,,,,,,,'],
    [
      'values after a text with an escaped quote',
      `["\\"",${'1,'.repeat(10)}1]`,
    ],
    [
      'values after a text that ends with a backslash',
      `["\\\\",${'1,'.repeat(10)}1]`,
    ],
  ])('counts %s', (_, json) => {
    expect(find(json)).toBe(
      'The request body has more than 10 keys and values. Send fewer. An administrator can change backend.limits.body.values.',
    );
  });

  it.each(['[[[[', '[{"a":{"b":[', `${'['.repeat(4)}${']'.repeat(4)}`])(
    'counts the levels of %s',
    json => {
      expect(find(json)).toContain('more than 3 nested lists and maps');
    },
  );

  it.each([
    ['a body at the limits', '{"a":[[1,2]],"b":2,"c":1}'],
    ['many lists one after the other', '[[],[],[]]'],
    ['characters in a text', JSON.stringify({ a: '[{,:"\\'.repeat(50) })],
    ['characters in a key', JSON.stringify({ ['[{,:"\\'.repeat(50)]: 1 })],
    ['characters whose UTF-16 form has the bytes', '["孛嬬笺∢"]'],
    ['nothing', ''],
  ])('accepts %s', (_, json) => {
    expect(find(json)).toBeUndefined();
  });

  it('stops at the limit', () => {
    let read = 0;
    const json = new Proxy(Buffer.alloc(1_000_000, '['), {
      get(bytes, key) {
        read++;
        return Reflect.get(bytes, key);
      },
    });
    expect(findBodyProblem(json, limits)).toBeDefined();
    expect(read).toBeLessThan(50);
  });
});
