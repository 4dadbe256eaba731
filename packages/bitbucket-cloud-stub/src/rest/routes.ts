import { Hono, type Context } from 'hono';
import type { StubContext, StubEnv } from '../context';
import type { Person } from '../seed/types';
import { authenticate } from './authentication';
import { emailBody, userBody, workspaceAccessBody } from './bodies';
import { sendError, sendGone, sendNotImplemented } from './errors';
import { paginate } from './paging';
import { selectWorkspaces } from './workspaceQuery';

/** Endpoints that Atlassian removed (CHANGE-2770). */
const REMOVED = [
  '/workspaces',
  '/user/permissions/workspaces',
  '/user/permissions/repositories',
  '/repositories',
];

/** The REST API, to be mounted at `/2.0`. */
export function createRestRoutes(context: StubContext): Hono<StubEnv> {
  const { store, site, switches } = context;
  const routes = new Hono<StubEnv>();

  get('/user', 'account', (c, person) =>
    c.json(userBody(person, site, switches)),
  );

  get('/user/emails', 'email', (c, person) =>
    sendPageOf(
      c,
      person.emails.map(address => emailBody(address, site)),
    ),
  );

  get('/user/workspaces', 'account', (c, person) => {
    const selected = selectWorkspaces(
      store.workspacesOf(person),
      person,
      new URL(c.req.url).searchParams,
    );
    return typeof selected === 'string'
      ? sendError(c, 400, selected)
      : sendPageOf(
          c,
          selected.map(each => workspaceAccessBody(each, person, site)),
        );
  });

  for (const path of REMOVED) {
    routes.all(path, c => sendGone(c));
  }

  routes.all('*', c => sendNotImplemented(c, `${c.req.method} ${c.req.path}`));

  function get(
    path: string,
    scope: string,
    respond: (c: Context<StubEnv>, person: Person) => Response,
  ): void {
    routes.get(path, c => {
      const authenticated = authenticate(c, context, scope);
      if ('response' in authenticated) {
        return authenticated.response;
      }
      if (c.req.query('fields') !== undefined) {
        return sendNotImplemented(
          c,
          'partial responses (the parameter fields)',
        );
      }
      return respond(c, authenticated.person);
    });
  }

  function sendPageOf(c: Context<StubEnv>, items: object[]): Response {
    const url = new URL(c.req.url);
    const endpoint = `${site.url}${url.pathname}`;
    const page = paginate(items, url, endpoint);
    return typeof page === 'string' ? sendError(c, 400, page) : c.json(page);
  }

  return routes;
}
