import { gunzipSync } from 'node:zlib';
import { Hono, type Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { FLUSH, packetLine } from '../git/packetLines';
import { findWebRepository, refuseWeb } from './findWebCaller';
import { advertise } from './advertise';
import { receivePack } from './receivePack';
import { uploadPack } from './uploadPack';

const SCOPES = {
  'git-upload-pack': 'repository',
  'git-receive-pack': 'repository:write',
} as const;

type Service = keyof typeof SCOPES;

/**
 * Git over HTTP: clone, fetch and push with the protocol version 0, which every client supports.
 *
 * Source: https://git-scm.com/docs/http-protocol
 */
export function createGitRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  routes.get('/:workspace/:slug/info/refs', c => {
    const service = c.req.query('service') ?? '';
    if (!isService(service)) {
      return c.text('The stub only has the smart HTTP protocol of git.', 403);
    }
    const found = findWebRepository(c, context, SCOPES[service]);
    if ('status' in found) {
      return refuseWeb(c, found);
    }
    const body = Buffer.concat([
      packetLine(`# service=${service}\n`),
      FLUSH,
      advertise(context, found.repository, service),
    ]);
    return send(c, `application/x-${service}-advertisement`, body);
  });

  for (const service of Object.keys(SCOPES) as Service[]) {
    routes.post(`/:workspace/:slug/${service}`, c => answer(c, service));
  }

  async function answer(c: Context<StubEnv>, service: Service) {
    const found = findWebRepository(c, context, SCOPES[service]);
    if ('status' in found) {
      return refuseWeb(c, found);
    }
    const { repository, caller } = found;
    try {
      const request = readRequest(c);
      const body =
        service === 'git-upload-pack' || !caller
          ? uploadPack(context, repository, request)
          : await receivePack(context, { repository, caller }, request);
      return send(c, `application/x-${service}-result`, body);
    } catch (error) {
      return c.text((error as Error).message, 400);
    }
  }

  return routes;
}

function isService(name: string): name is Service {
  return Object.hasOwn(SCOPES, name);
}

function readRequest(c: Context<StubEnv>): Buffer {
  const bytes = c.var.bytes ?? Buffer.alloc(0);
  return c.req.header('content-encoding') === 'gzip'
    ? gunzipSync(bytes)
    : bytes;
}

function send(c: Context<StubEnv>, type: string, body: Buffer): Response {
  return c.body(new Uint8Array(body), 200, {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
  });
}
