import { type Request } from 'express';
import { readRegistration } from './readLocation';

const body = { type: 'url', target: 'http://localhost/a' };
const read = (query: object) =>
  readRegistration({ body, query } as unknown as Request);

describe('readRegistration', () => {
  it.each([
    {},
    { onConflict: 'reject' },
    { onConflict: 'refresh', dryRun: 'no' },
  ])('returns the location for the query %j', query => {
    expect(read(query)).toEqual(body);
  });

  it('returns no location for a dry run', () => {
    expect(read({ dryRun: 'true' })).toBeUndefined();
  });

  it.each([{ x: '1' }, { dryRun: ['no'] }, { onConflict: ['reject'] }])(
    'throws for the query %j, so that it does not reach the catalog unchecked',
    query => {
      expect(() => read(query)).toThrow('The query is not valid');
    },
  );
});
