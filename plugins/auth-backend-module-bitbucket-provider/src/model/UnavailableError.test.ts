import { serializeError } from '@backstage/errors';
import { UnavailableError } from './UnavailableError';

it('tells the log what happened, and not the browser', () => {
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
