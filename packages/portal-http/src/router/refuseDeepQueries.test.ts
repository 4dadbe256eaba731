import { InputError } from '@backstage/errors';
import express from 'express';
import { refuseDeepQueries } from './refuseDeepQueries';

const parse = express().get('query parser fn');

function refusalOf(query: string): unknown {
  const next = jest.fn();
  refuseDeepQueries({ query: parse(query) } as never, {} as never, next);
  return next.mock.calls[0][0];
}

it.each([
  'limit[toString]=1',
  'facet[valueOf]=1',
  'a=1&limit[hasOwnProperty]=1',
  'filters[kind][toString]=1',
  'filter[a][toString]',
  'filter[a][b][c][d]=1',
  `order${'[a]'.repeat(3000)}=1`,
])('rejects query %#', query => {
  expect(refusalOf(query)).toEqual(
    new InputError(
      'The query of the URL has a name with more than 3 pairs of brackets, or a reserved word in brackets. Remove the brackets.',
    ),
  );
});

it.each([
  '',
  'filter=kind=component&filter=kind=api',
  'filters[kind]=Component&filters[lifecycle][0]=production&types[]=a',
  'fields=a,b&toString=1',
  `filter=a${'[a]'.repeat(3000)}`,
])('accepts query %#', query => {
  expect(refusalOf(query)).toBeUndefined();
});
