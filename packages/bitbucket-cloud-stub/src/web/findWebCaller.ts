import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { isScopeGranted } from '../model/scopes';
import type { Repository } from '../model/types';
import { Access } from '../rest/Access';
import {
  findApiTokenCaller,
  findTokenCaller,
  readBasic,
  type Caller,
} from '../rest/authentication';

/** A repository that a request to the website or to git can access. */
export interface WebRepository {
  repository: Repository;
  /** Undefined for a public repository without credentials. */
  caller: Caller | undefined;
}

/** Why a request cannot access a repository. */
export interface WebRefusal {
  status: 401 | 403 | 404;
  message: string;
}

/**
 * Finds the repository of a request to the website or to git, and its caller. The credentials are an access
 * token (`Bearer`, or the password of `x-token-auth`), or an API token (the password of
 * `x-bitbucket-api-token-auth`, the username or the email address).
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/
 */
export function findWebRepository(
  c: Context<StubEnv>,
  context: StubContext,
  scope: 'repository' | 'repository:write',
): WebRepository | WebRefusal {
  const { store } = context;
  const workspace = store.findWorkspace(c.req.param('workspace') ?? '');
  const slug = (c.req.param('slug') ?? '').replace(/\.git$/, '');
  const repository = workspace && store.repositories.find(workspace.slug, slug);
  const isOpen = repository?.is_private === false && scope === 'repository';
  if (c.req.header('authorization') === undefined) {
    return isOpen
      ? { repository, caller: undefined }
      : { status: 401, message: 'Authentication is required.' };
  }
  const caller = findCaller(c, context);
  if (!caller) {
    return { status: 401, message: 'The credentials are not valid.' };
  }
  const access = new Access(caller);
  if (!repository || !access.seesRepository(repository)) {
    return { status: 404, message: 'Repository not found' };
  }
  if (!isScopeGranted(caller.scopes, scope)) {
    return {
      status: 403,
      message: `The credentials lack the scope ${scope}.`,
    };
  }
  if (scope === 'repository:write' && !access.writesToRepository(repository)) {
    return { status: 403, message: 'You cannot push to this repository.' };
  }
  return { repository, caller };
}

/** Responds to a request that cannot access a repository. */
export function refuseWeb(
  c: Context<StubEnv>,
  { status, message }: WebRefusal,
): Response {
  if (status === 401) {
    c.header('WWW-Authenticate', 'Basic realm="Bitbucket.org HTTP"');
  }
  return c.text(message, status);
}

function findCaller(
  c: Context<StubEnv>,
  context: StubContext,
): Caller | undefined {
  const basic = readBasic(c);
  if (!basic) {
    const header = c.req.header('authorization') ?? '';
    const token = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    return token === undefined ? undefined : findTokenCaller(c, context, token);
  }
  const [user, password] = basic;
  return user === 'x-token-auth'
    ? findTokenCaller(c, context, password)
    : findApiTokenCaller(c, context, [
        password,
        ({ username }, email) =>
          user === 'x-bitbucket-api-token-auth' ||
          user === username ||
          user === email,
      ]);
}
