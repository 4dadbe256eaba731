import { serializeError } from '@backstage/errors';
import { UnavailableError } from './UnavailableError';

it('passes the cause to the log, but not to the browser', () => {
  const error = new UnavailableError('Try again.', {
    retryAfterSeconds: 5,
    cause: new Error('connect ECONNREFUSED 10.0.0.9:5432'),
  });
  expect(serializeError(error)).toEqual({
    name: 'ServiceUnavailableError',
    message: 'Try again.',
  });
  expect(error.stack).toContain('Caused by: Error: connect ECONNREFUSED');
});
