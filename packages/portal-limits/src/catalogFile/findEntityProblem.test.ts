import { ConfigReader } from '@backstage/config';
import { readLimits } from '../limits/readLimits';
import { findEntityProblem } from './findEntityProblem';

const limits = readLimits(new ConfigReader({}));

describe('the keys of an entity', () => {
  it('are rejected if they are long and contain many values', () => {
    // Within all other limits, this entity kept the catalog busy for 13 seconds.
    const leaves = Object.fromEntries(
      Array.from({ length: 2_200 }, (_, index) => [`k${index}`, index]),
    );
    const x = { ['a'.repeat(85_000)]: { ['b'.repeat(85_000)]: leaves } };
    expect(
      findEntityProblem({ kind: 'Component', spec: { x } }, limits),
    ).toMatch(/^The keys of the entity are too long/);
  });

  it('can be as many as the limit of values allows, if their length is usual', () => {
    const annotations = Object.fromEntries(
      Array.from({ length: 2_400 }, (_, index) => [
        `example.com/annotation-number-${index}`,
        'value',
      ]),
    );
    expect(
      findEntityProblem(
        { kind: 'Component', metadata: { annotations } },
        limits,
      ),
    ).toBeUndefined();
  });
});

describe('the characters of an entity', () => {
  it.each([
    ['a NUL in a text', { metadata: { description: 'zero \0 byte' } }],
    ['a NUL in a key', { metadata: { annotations: { 'a\0b': 'c' } } }],
    ['half a pair', { metadata: { tags: ['a', 'half \uD800 pair'] } }],
    ['the other half', { spec: { x: { ['\uDC00']: 1 } } }],
    ['a NUL in a definition', { kind: 'API', spec: { definition: 'a\0' } }],
  ])('are rejected with %s', (_, entity) => {
    expect(findEntityProblem(entity, limits)).toMatch(
      /^The entity has a character that the database cannot store at (metadata|spec)\..*: NUL/,
    );
  });

  it('can be complete pairs', () => {
    const entity = { metadata: { description: '🚀 \u{10FFFF}' } };
    expect(findEntityProblem(entity, limits)).toBeUndefined();
  });
});
