import { standardLimits } from '../limits';
import { findSearchProblem } from './findSearchProblem';

const find = (query: Record<string, unknown>) =>
  findSearchProblem(query, standardLimits);
const filtersOf = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`f${index}`, 'x']),
  );

describe('findSearchProblem', () => {
  it.each([
    ['51 filters', { filters: filtersOf(51) }, '50 filters and filter values'],
    [
      '51 values of a filter',
      { filters: { kind: Array(51).fill('x') } },
      '50 filters and filter values',
    ],
    ['a long word', { term: `a ${'b'.repeat(65)}` }, 'a word of more than 64'],
    [
      'a long word in a filter',
      { filters: { kind: 'b'.repeat(65) } },
      'a word of more than 64',
    ],
  ])('refuses %s', (_, query, problem) => {
    expect(find(query)).toContain(problem);
  });

  it.each([
    ['nothing', {}],
    ['a sentence', { term: 'how do I deploy the booking service' }],
    ['a long name with dashes', { term: 'a-b-c-d-'.repeat(12) }],
    ['filters', { filters: { kind: ['api', 'system'], lifecycle: 'x' } }],
    ['filters of the wrong form', { filters: 'x', term: ['a'] }],
  ])('accepts %s', (_, query) => {
    expect(find(query)).toBeUndefined();
  });
});
