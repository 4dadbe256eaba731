import { InputError } from '@backstage/errors';
import { LISTED_STATES } from '../pages/questions';

/**
 * Returns by which state a list of pull requests is filtered. Logs redact a parameter with the name state, because it
 * is a secret of OAuth.
 *
 * @throws InputError for another value
 */
export function readStatus({
  status = 'open',
}: {
  status?: unknown;
}): (typeof LISTED_STATES)[number] {
  const state = LISTED_STATES.find(each => each === status);
  if (!state) {
    throw new InputError(`status must be one of ${LISTED_STATES.join(', ')}`);
  }
  return state;
}
