import { standardLimits } from '../limits/limits';
import {
  findFieldsProblem,
  findUnpagedFieldsProblem,
} from './findFieldsProblem';

const find = (source: Record<string, unknown>) =>
  findFieldsProblem(source, standardLimits);
const many = <T>(length: number, item: (index: number) => T) =>
  Array.from({ length }, (_, index) => item(index));

describe('findFieldsProblem', () => {
  it.each([
    ['dots in a field', { fields: ['a.'.repeat(11)] }, '10 dots in a field'],
    ['dots in a facet', { facet: 'a.'.repeat(11) }, '10 dots in a field'],
    [
      'dots in a sort field',
      { orderBy: [{ field: 'a.'.repeat(11), order: 'asc' }] },
      '10 dots in a field',
    ],
    [
      'dots in a field of a text search',
      { fullTextFilter: { fields: ['a.'.repeat(11)] } },
      '10 dots in a field',
    ],
    [
      'long fields',
      { fields: many(100, index => `metadata.annotations.a${index}`) },
      '2,000 characters in all fields together',
    ],
    ['sort fields', { orderField: ['a', 'b'] }, 'several sort fields'],
    ['equal sort fields', { order: ['asc:a', 'asc:a'] }, 'several sort'],
    ['sort orders', { orderBy: [{ field: 'a' }, {}] }, 'several sort fields'],
    ['sort fields of a cursor', { orderFields: [{}, {}] }, 'several sort'],
    [
      'equal facets',
      { facets: ['metadata.uid', 'Metadata.UID'] },
      'The request has the same facet several times. Send it once.',
    ],
    ['equal facets', { facet: ['kind', 'kind'] }, 'the same facet'],
    ['facets', { facets: many(21, index => `a${index}`) }, '20 facets'],
    ['facets', { facet: many(21, index => `a${index}`) }, '20 facets'],
  ])('rejects too many %s', (_, source, problem) => {
    expect(find(source)).toContain(problem);
  });

  it.each([
    [
      'the fields of the documentation page',
      {
        fields: [
          'apiVersion',
          'kind',
          'metadata',
          'relations',
          'spec.owner',
          'spec.type',
        ],
      },
    ],
    [
      'an annotation with dots',
      { fields: ['metadata.annotations.a.b.c.d.example.com/e'] },
    ],
    ['a sort field with its order', { orderField: 'a,asc' }],
    ['a sort order', { orderBy: [{ field: 'a', order: 'asc' }] }],
    [
      'a search term with dots',
      { fullTextFilter: { term: '1.2.3.4.5.6.7.8.9.10.11.12.13' } },
    ],
    ['different facets', { facets: many(20, index => `a${index}`) }],
  ])('accepts %s', (_, source) => {
    expect(find(source)).toBeUndefined();
  });
});

it('accepts more fields with a limit than without one', () => {
  const fields = many(21, index => `a${index}`);
  const check = (source: object) =>
    findUnpagedFieldsProblem({ ...source }, standardLimits);
  expect(check({ fields })).toContain('more than 20 fields and no limit');
  expect(check({ fields: fields.join() })).toContain('more than 20 fields');
  expect(check({ fields: fields.slice(1) })).toBeUndefined();
  expect(check({ fields, limit: '500' })).toBeUndefined();
  expect(check({ fields, after: 'x' })).toBeUndefined();
});
