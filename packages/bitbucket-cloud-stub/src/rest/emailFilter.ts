import { parseQuery } from './query/parseQuery';
import { RestError } from './RestError';

const MOST_ADDRESSES = 90;

/**
 * Parses the only filter for a workspace's members: `user.email IN ("a@x", "b@x")`. Other comparisons
 * would reveal addresses that the caller does not know.
 *
 * Source:
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-members-get
 *
 * @throws RestError, a 400, for any other query and for more than 90 addresses.
 */
export function readEmailFilter(q: string): string[] {
  const query = parseQuery(q);
  const isSupported =
    query.kind === 'comparison' &&
    query.field === 'user.email' &&
    query.operator === 'IN' &&
    query.values.every(value => value.kind === 'string');
  if (!isSupported) {
    throw new RestError(
      400,
      'Invalid query: members are filtered by user.email IN ("…", "…") only.',
    );
  }
  if (query.values.length > MOST_ADDRESSES) {
    throw new RestError(
      400,
      `Invalid query: at most ${MOST_ADDRESSES} email addresses can be asked for at a time.`,
    );
  }
  return query.values.map(({ value }) => String(value));
}
