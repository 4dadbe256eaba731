import { Hono, type Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { authenticate } from './authentication';
import { Call } from './Call';
import { REMOVED_ENDPOINTS, REST_ENDPOINTS } from './endpoints';
import type { RestEndpoint } from './endpoints/RestEndpoint';
import { sendError, sendGone, sendNotImplemented } from './errors';
import { RestError } from './RestError';

/** The REST API, for mounting at `/2.0`. */
export function createRestRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  for (const endpoint of REST_ENDPOINTS) {
    routes.on(endpoint.method, toRoutes(endpoint.path), c =>
      answer(c, endpoint),
    );
  }

  for (const path of REMOVED_ENDPOINTS) {
    routes.all(path, c => sendGone(c));
  }

  routes.all('*', c => sendNotImplemented(c, `${c.req.method} ${c.req.path}`));

  async function answer(
    c: Context<StubEnv>,
    { method, path, scopes, respond }: RestEndpoint,
  ): Promise<Response> {
    const authenticated = authenticate(c, context, scopes);
    if ('response' in authenticated) {
      return authenticated.response;
    }
    const name = `${method} /2.0${path}`;
    try {
      return await respond(new Call(c, context, authenticated.caller, name));
    } catch (error) {
      if (error instanceof RestError) {
        return sendError(c, error.status, error.message, error.more);
      }
      throw error;
    }
  }

  return routes;
}

// Returns paths in Hono's spelling. Branch names and file paths contain slashes.
function toRoutes(path: string): string[] {
  const route = path
    .replace('/branches/{name}', '/branches/:name{.+}')
    .replace('/commits/{revision}', '/commits/:revision{.+}')
    .replace('/diffstat/{spec}', '/diffstat/:spec{.+}')
    .replace('/file-conflicts/{spec}', '/file-conflicts/:spec{.+}')
    .replace('/src/{commit}/{path}', '/src/:commit/:path{.*}')
    .replace(/\{(\w+)\}/g, ':$1');
  return path.endsWith('/src/{commit}/{path}')
    ? [route, route.replace('/:path{.*}', '')]
    : [route];
}
