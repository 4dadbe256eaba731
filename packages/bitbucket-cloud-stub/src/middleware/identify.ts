import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import type { Person } from '../model/types';
import type { FaultRequest } from '../faults/Faults';

/**
 * Identifies the person and client of a request before the route, without executing the request. It uses
 * the access token, refresh token or code, the account selected on the authorize page, and the client
 * ID.
 */
export function identify(
  c: Context<StubEnv>,
  context: StubContext,
): FaultRequest {
  const { store, grants } = context;
  const url = new URL(c.req.url);
  const header = c.req.header('authorization') ?? '';
  let form: URLSearchParams | undefined;
  const field = (name: string) => {
    form ??= new URLSearchParams(c.get('body'));
    return form.get(name) ?? url.searchParams.get(name) ?? undefined;
  };
  const grantOf = () => {
    const token =
      /^Bearer +(\S+) *$/i.exec(header)?.[1] ??
      url.searchParams.get('access_token');
    return token
      ? grants.findAccessToken(token)
      : grants.peek(field('refresh_token') ?? field('code') ?? '');
  };

  return {
    method: c.req.method,
    path: url.pathname,
    person(): Person | undefined {
      const id = field('account') ?? grantOf()?.personUuid;
      return id ? store.findPerson(id) : undefined;
    },
    client() {
      const basic = /^Basic +(\S+) *$/i.exec(header)?.[1];
      const [id] = basic
        ? Buffer.from(basic, 'base64').toString().split(':')
        : [undefined];
      return id ?? field('client_id') ?? grantOf()?.clientId;
    },
  };
}
