import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { DIALECTS } from '../grants/dialects';
import { isScopeGranted } from '../model/scopes';
import type { OAuthClient, Person, Workspace } from '../model/types';
import { sendMissingScope, sendUnauthorized } from './errors';

/** The identity on whose behalf a request is sent. */
export type Caller = {
  /** The scopes of the token. */
  scopes: string[];
} & (
  | { kind: 'person'; person: Person }
  /** A `client_credentials` token, which acts for the workspace of its client. */
  | { kind: 'client'; client: OAuthClient; workspace: Workspace | undefined }
);

/**
 * Returns the identity on whose behalf a request is sent, after checking that its token has every scope.
 * Otherwise returns the 401 or 403 to respond with.
 *
 * In the `current` dialect, a token in the query is rejected, even with a valid header.
 */
export function authenticate(
  c: Context<StubEnv>,
  context: StubContext,
  required: readonly string[],
): { caller: Caller } | { response: Response } {
  const caller = findCaller(c, context);
  if (!caller) {
    return { response: sendUnauthorized(c) };
  }
  const { scopes } = caller;
  return required.every(scope => isScopeGranted(scopes, scope))
    ? { caller }
    : { response: sendMissingScope(c, [...required], scopes) };
}

function findCaller(
  c: Context<StubEnv>,
  { grants, store, dialect }: StubContext,
): Caller | undefined {
  const token = readToken(c, DIALECTS[dialect].headerOnly);
  const made = findMadeCaller(c, store, token);
  if (made) {
    return made;
  }
  const grant = token ? grants.findAccessToken(token) : undefined;
  const client = grant && store.findClient(grant.clientId);
  if (!grant) {
    return undefined;
  }
  const { scopes, personUuid } = grant;
  c.set('client', client);
  if (personUuid === undefined) {
    const workspace = client && store.workspaceOf(client);
    return client && { kind: 'client', client, workspace, scopes };
  }
  const person = store.findPerson(personUuid);
  if (!person || person.removed) {
    return undefined;
  }
  c.set('person', person);
  return { kind: 'person', person, scopes };
}

/**
 * Finds the caller by a workspace access token
 * (`Bearer`), or by an email address and an API token (`Basic`).
 */
function findMadeCaller(
  c: Context<StubEnv>,
  store: StubContext['store'],
  bearer: string | undefined,
): Caller | undefined {
  const header = c.req.header('authorization') ?? '';
  const basic = /^Basic +(\S+) *$/i.exec(header)?.[1];
  const [email, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(/:(.*)/s)
    : [undefined, bearer];
  const made = secret ? store.findAccessToken(secret) : undefined;
  if (!made || made.email !== email) {
    return undefined;
  }
  const { scopes } = made;
  if (made.workspace !== undefined) {
    const { workspace } = made;
    const client = { id: 'workspace-access-token', secret: '', scopes };
    return {
      kind: 'client',
      client: { ...client, workspace },
      workspace: store.findWorkspace(workspace),
      scopes,
    };
  }
  const [person] = email ? store.findPeopleByEmail(email) : [];
  c.set('person', person);
  return person && !person.removed
    ? { kind: 'person', person, scopes }
    : undefined;
}

function readToken(
  c: Context<StubEnv>,
  headerOnly: boolean,
): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '');
  const inQuery = readParameter(c.req.url);
  if (headerOnly) {
    return inQuery === null ? bearer?.[1] : undefined;
  }
  return bearer?.[1] ?? inQuery ?? readForm(c) ?? undefined;
}

function readParameter(url: string): string | null {
  return url.includes('?')
    ? new URL(url).searchParams.get('access_token')
    : null;
}

function readForm(c: Context<StubEnv>): string | null {
  const type = c.req.header('content-type') ?? '';
  return /^application\/x-www-form-urlencoded\b/i.test(type)
    ? new URLSearchParams(c.var.body).get('access_token')
    : null;
}
