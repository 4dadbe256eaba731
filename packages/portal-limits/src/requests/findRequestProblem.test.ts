import { standardLimits } from '../limits/limits';
import { findRequestProblem } from './findRequestProblem';

const find = (source: unknown) => findRequestProblem(source, standardLimits);
const list = <T>(length: number, item: (index: number) => T) =>
  Array.from({ length }, (_, index) => item(index));
const encode = (cursor: object) =>
  Buffer.from(JSON.stringify(cursor)).toString('base64');

function nest(operator: '$all' | '$any' | '$not' | 'not', depth: number) {
  let query: object = { kind: 'api' };
  for (let level = 0; level < depth; level++) {
    query = { [operator]: operator.endsWith('not') ? query : [query] };
  }
  return query;
}

const nots = nest('$not', 1_000);
const DEPTH = 'more than 10 nested operators';
const TERMS = 'more than 50 conditions and operators';
const FIELDS = 'more than 100 fields';
const CURSOR = 'The portal did not create the cursor';
const SCALARS = 'not a text, a number or a boolean';
const PAGE = 'The limit of the request is more than 1,000';
const LENGTH = 'a field or a search term of more than 200 characters';

describe('findRequestProblem', () => {
  it.each([
    ['nested $not', { query: nots }, DEPTH],
    ['nested $all', { query: nest('$all', 1_000) }, DEPTH],
    ['nested $any', { query: nest('$any', 1_000) }, DEPTH],
    ['a list in a list', { query: [[[[[[[[[[[[[[]]]]]]]]]]]]]] }, DEPTH],
    [
      'many nested $not',
      { query: { $all: list(12, () => nest('$not', 8)) } },
      TERMS,
    ],
    [
      'many conditions',
      { query: { $any: list(900, index => ({ [`k${index}`]: 'x' })) } },
      TERMS,
    ],
    [
      'many conditions in one map',
      { query: Object.fromEntries(list(60, index => [`k${index}`, 'x'])) },
      TERMS,
    ],
    ['wrong values', { query: { $all: list(60, () => ({ a: [] })) } }, TERMS],
    ['lists of lists', { query: { $all: list(60, () => []) } }, TERMS],
    ['the input of an action', { input: { query: nots } }, DEPTH],
    [
      'a cursor with a query',
      { cursor: encode({ query: nest('$not', 90) }) },
      DEPTH,
    ],
    [
      'a cursor with a filter',
      { cursor: encode({ filter: nest('not', 90) }) },
      DEPTH,
    ],
    [
      'a cursor of an action',
      { input: { cursor: encode({ query: nest('$not', 90) }) } },
      DEPTH,
    ],
    [
      'a cursor with many sort fields',
      { cursor: encode({ orderFields: list(101, () => ({ field: 'a' })) }) },
      FIELDS,
    ],
    [
      'a cursor of more than 16 KiB',
      { cursor: encode({ query: { kind: 'x'.repeat(16_384) } }) },
      'a cursor of more than 16,384 bytes',
    ],
    [
      'a cursor with lists in lists',
      { cursor: encode(nest('not', 1_000)) },
      CURSOR,
    ],
    [
      'a cursor with many values to order by',
      { cursor: encode({ orderFieldValues: list(3, () => 1) }) },
      CURSOR,
    ],
    [
      'a cursor with many first values',
      { cursor: encode({ firstSortFieldValues: list(3, () => 'a') }) },
      CURSOR,
    ],
    [
      'a cursor with a filter of empty maps',
      { cursor: encode({ filter: { anyOf: list(51, () => ({})) } }) },
      TERMS,
    ],
    [
      'a cursor with a filter of numbers',
      { cursor: encode({ filter: { key: 'a', values: [null] } }) },
      SCALARS,
    ],
    ...['$all', '$any'].flatMap(operator =>
      [null, {}, 1, true].map<[string, object, string]>(item => [
        `${operator} of ${JSON.stringify(item)}`,
        { query: { [operator]: list(51, () => item) } },
        TERMS,
      ]),
    ),
    [
      '$not of many empty maps',
      { query: { $not: { $all: list(51, () => ({})) } } },
      TERMS,
    ],
    ['$in of null', { query: { kind: { $in: [null] } } }, SCALARS],
    ['$in of lists', { query: { kind: { $in: [[]] } } }, SCALARS],
    [
      'more than 1,000 values',
      { query: { kind: { $in: list(1_001, index => index) } } },
      'more than 1,000 values',
    ],
    ['many filters', { filter: list(51, index => `k${index}`) }, TERMS],
    [
      'many conditions in a filter',
      { filter: list(51, index => `k${index}=a`).join() },
      TERMS,
    ],
    ['a filter that is a query', { filter: nots }, DEPTH],
    ['many fields', { fields: list(101, () => 'a') }, FIELDS],
    ['fields with commas', { fields: 'a,'.repeat(101) }, FIELDS],
    ['a field with 10,000 dots', { fields: ['a.'.repeat(10_000)] }, LENGTH],
    ['a large page', { limit: 1_001 }, PAGE],
    ['a large page of a URL', { limit: '1001' }, PAGE],
    ['a large page of a cursor', { cursor: encode({ limit: 1_001 }) }, PAGE],
    ['a large page after another', { after: encode({ limit: 1_001 }) }, PAGE],
    ['many facets', { facets: list(101, () => 'a') }, FIELDS],
    ['a repeated facet', { facet: list(101, () => 'a') }, FIELDS],
    ['many sort fields', { orderField: list(101, () => 'a') }, FIELDS],
    ['many sort orders', { order: list(101, () => 'asc:a') }, FIELDS],
    [
      'many fields of a text search',
      { fullTextFilter: { fields: list(101, () => 'a') } },
      FIELDS,
    ],
    [
      'a long text search',
      { fullTextFilter: { term: '%'.repeat(201) } },
      LENGTH,
    ],
    ['a long text parameter', { fullTextFilterTerm: '%'.repeat(201) }, LENGTH],
    [
      'a long URL of a location',
      { type: 'url', target: 'x'.repeat(2_001) },
      'more than 2,000 characters',
    ],
    [
      'a long URL to analyze',
      { location: { type: 'url', target: 'x'.repeat(2_001) } },
      'more than 2,000 characters',
    ],
  ])('refuses %s', (_, source, problem) => {
    expect(find(source)).toContain(problem);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'text'],
    [
      'an input in an input',
      JSON.parse(`${'{"input":'.repeat(9_000)}1${'}'.repeat(9_000)}`),
    ],
    ['a cursor that cannot be decoded', { cursor: 'x' }],
    ['a cursor of null', { cursor: Buffer.from('null').toString('base64') }],
    [
      'the filter of the catalog page',
      {
        filter: [
          'kind=component,spec.type=service,metadata.namespace=default',
          ...list(8, index => `kind=api,spec.lifecycle=l${index}`),
        ],
        fields: ['kind', 'metadata.name', 'metadata.annotations.a.b/c'],
        orderField: ['metadata.name,asc'],
      },
    ],
    [
      'a user with 1,000 groups',
      { query: { 'relations.ownedBy': { $in: list(1_000, i => `g${i}`) } } },
    ],
    [
      'a filter with 3,000 values of one key',
      { filter: list(3_000, index => `kind=k${index}`).join() },
    ],
    ['5,000 references', { entityRefs: list(5_000, i => `api:default/a${i}`) }],
    [
      'a query with every operator',
      {
        query: {
          $all: [
            { $any: [{ kind: { $in: ['api', 'system'] } }, { kind: 'group' }] },
            { $not: { 'metadata.tags': { $contains: 'old' } } },
            { relations: { $contains: { type: 'ownedBy' } } },
            { 'metadata.name': { $hasPrefix: 'a' } },
            { 'spec.type': { $exists: true } },
          ],
        },
      },
    ],
  ])('accepts %s', (_, source) => {
    expect(find(source)).toBeUndefined();
  });
});
