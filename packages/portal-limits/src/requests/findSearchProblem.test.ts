import { standardLimits } from '../limits/limits';
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
    ['13 words', { term: 'pump '.repeat(13) }, 'more than 12 words'],
    ['13 parts of a word', { term: 'pump-'.repeat(13) }, 'more than 12 words'],
    [
      'single letters',
      { term: 'b c d e f g' },
      'more than 5 words of one or two characters',
    ],
    [
      'single letters with commas',
      { term: ['b,c', 'd,e,f_g'] },
      'more than 5 words of one or two characters',
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
    [
      'a long sentence',
      {
        term: 'how do I get access to the staging database of the booking service',
      },
    ],
    ['a letter', { term: 'c' }],
    ['short words', { term: 'how do I go to ci cd in c++ or c#' }],
    ['a name with dashes', { term: 'quayside-booking-api-v2-eu-west-1-blue' }],
    [
      'a version and an address',
      { term: 'v1.2.3 https://example.com/a/b.yaml' },
    ],
    ['words of other languages', { term: 'प्रलेखन 日本語 документация größe' }],
    ['filters', { filters: { kind: ['api', 'system'], lifecycle: 'x' } }],
    ['filters of the wrong form', { filters: 'x', term: ['a'] }],
  ])('accepts %s', (_, query) => {
    expect(find(query)).toBeUndefined();
  });
});
