import type { Context } from 'hono';
import type { StubContext, StubEnv } from '../context';
import { DIALECTS } from '../oauth/dialects';
import { isScopeGranted } from '../oauth/scopes';
import type { Person } from '../seed/types';
import { sendMissingScope, sendUnauthorized } from './errors';

/**
 * Finds the person on whose behalf a request comes, and checks that they granted the scope.
 * Otherwise returns the 401 or 403 to answer with.
 *
 * In the `current` dialect a token in the query is refused, even beside a good header.
 */
export function authenticate(
  c: Context<StubEnv>,
  context: StubContext,
  requiredScope: string,
): { person: Person } | { response: Response } {
  const token = readToken(c, DIALECTS[context.dialect].headerOnly);
  const grant = token ? context.grants.findAccessToken(token) : undefined;
  const person = grant && context.store.findPerson(grant.personUuid);
  if (!grant || !person || person.removed) {
    return { response: sendUnauthorized(c) };
  }
  c.set('person', person);
  c.set('client', context.store.findClient(grant.clientId));
  return isScopeGranted(grant.scopes, requiredScope)
    ? { person }
    : { response: sendMissingScope(c, [requiredScope], grant.scopes) };
}

function readToken(
  c: Context<StubEnv>,
  headerOnly: boolean,
): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '');
  const inQuery = new URL(c.req.url).searchParams.get('access_token');
  if (headerOnly) {
    return inQuery === null ? bearer?.[1] : undefined;
  }
  return bearer?.[1] ?? inQuery ?? undefined;
}
