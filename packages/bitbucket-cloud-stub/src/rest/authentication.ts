import type { Context } from 'hono';
import { clientActor, personActor, type Actor } from '../bodies/Actor';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { DIALECTS } from '../grants/dialects';
import { isScopeGranted } from '../model/scopes';
import type {
  AccessToken,
  OAuthClient,
  Person,
  Workspace,
} from '../model/types';
import { sendMissingScope, sendUnauthorized } from './errors';

/** The identity on whose behalf a request is sent. */
export type Caller = {
  /** The scopes of the token. */
  scopes: string[];
} & (
  | { kind: 'person'; person: Person }
  /** A `client_credentials` or access token, which acts for a workspace or a repository. */
  | {
      kind: 'client';
      client: OAuthClient;
      workspace: Workspace | undefined;
      /** Uuid of the only repository that the token can access. */
      repository?: string;
    }
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

/** Returns the account of a caller. */
export function actorOf(caller: Caller, { site }: StubContext): Actor {
  return caller.kind === 'person'
    ? personActor(caller.person, site)
    : clientActor(caller.client, site);
}

/** Reads a user name and a password. */
export function readBasic(
  c: Context<StubEnv>,
): [user: string, password: string] | undefined {
  const header = c.req.header('authorization') ?? '';
  const basic = /^Basic +(\S+) *$/i.exec(header)?.[1];
  const [user, password] = basic
    ? Buffer.from(basic, 'base64').toString().split(/:(.*)/s)
    : [];
  return user !== undefined && password ? [user, password] : undefined;
}

/** Finds the caller by the access token of OAuth, a workspace or a repository. */
export function findTokenCaller(
  c: Context<StubEnv>,
  { grants, store }: StubContext,
  token: string,
): Caller | undefined {
  const made = store.findAccessToken(token);
  if (made) {
    return made.email === undefined ? madeCaller(store, made) : undefined;
  }
  const grant = grants.findAccessToken(token);
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
 * Finds the caller by an API token.
 *
 * @param isOwner - Whether a person is the owner that the request names.
 */
export function findApiTokenCaller(
  c: Context<StubEnv>,
  { store }: StubContext,
  [token, isOwner]: [
    token: string,
    isOwner: (person: Person, email: string) => boolean,
  ],
): Caller | undefined {
  const made = store.findAccessToken(token);
  const { email, scopes } = made ?? {};
  const [person] = email === undefined ? [] : store.findPeopleByEmail(email);
  if (!email || !scopes || !person || !isOwner(person, email)) {
    return undefined;
  }
  c.set('person', person);
  return { kind: 'person', person, scopes };
}

function findCaller(
  c: Context<StubEnv>,
  context: StubContext,
): Caller | undefined {
  const basic = readBasic(c);
  if (basic) {
    const [user, password] = basic;
    return findApiTokenCaller(c, context, [
      password,
      (_, email) => email === user,
    ]);
  }
  const token = readToken(c, DIALECTS[context.dialect].headerOnly);
  return token === undefined ? undefined : findTokenCaller(c, context, token);
}

function madeCaller(
  store: StubContext['store'],
  { scopes, workspace: slug, repository: uuid }: AccessToken,
): Caller | undefined {
  const repository =
    uuid === undefined ? undefined : store.repositories.findByUuid(uuid);
  const workspace = store.findWorkspace(repository?.workspace ?? slug ?? '');
  const id = repository ? 'repository-access-token' : 'workspace-access-token';
  return workspace === undefined
    ? undefined
    : {
        kind: 'client',
        client: { id, secret: '', scopes, workspace: workspace.slug },
        workspace,
        ...(repository ? { repository: repository.uuid } : {}),
        scopes,
      };
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
