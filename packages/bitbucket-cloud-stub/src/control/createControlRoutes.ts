import { Hono, type Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import type { ControlledStub } from '../BitbucketCloudStub';
import { ENDPOINTS } from './endpoints';
import { refuseScript } from './refusals';
import { ControlError } from './ControlError';

/** The control endpoints, for mounting at `/_stub`. They use JSON, and return problems in `error`. */
export function createControlRoutes(
  context: StubContext,
  stub: ControlledStub,
): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();
  const shared = { snapshots: new Map(), context, stub };

  for (const { method, path, respond } of ENDPOINTS) {
    routes.on(method, path, async c => {
      const refusal = refuseScript(c, context);
      if (refusal !== undefined) {
        return send(c, 403, { error: refusal });
      }
      try {
        const result = await respond({ c, ...shared });
        return result === undefined
          ? c.body(null, 204)
          : send(c, 200, result as object);
      } catch (error) {
        const status = error instanceof ControlError ? error.status : 400;
        return send(c, status, { error: (error as Error).message });
      }
    });
  }

  routes.all('*', c => {
    const refusal = refuseScript(c, context);
    return refusal === undefined
      ? send(c, 404, {
          error: `There is no endpoint ${c.req.method} ${c.req.path}. GET /_stub lists the endpoints.`,
        })
      : send(c, 403, { error: refusal });
  });

  return routes;
}

function send(
  c: Context<StubEnv>,
  status: 200 | 400 | 403 | 404 | 408,
  body: object,
): Response {
  c.header('Cache-Control', 'no-store');
  c.header('X-Content-Type-Options', 'nosniff');
  return c.json(body, status);
}
