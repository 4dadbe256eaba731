import assert from 'node:assert/strict';
import {
  findFreePort,
  findServer,
  makeCertificate,
  startNginx,
} from '@backstage-bitbucket/test-kit';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { root } from '../lib/workspace.mts';

const proxy = join(root, 'deploy/proxy');
const nginx = findServer('nginx');
const certificate = makeCertificate('portal');

let folder: string;
let port: number;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  port = await findFreePort();
});

after(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Sends a request to the proxy.
 *
 * @returns the `X-Forwarded-For` that the portal receives for a request that already has one, or the
 * status of a rejection
 */
async function forward(realIp?: string, path = '/'): Promise<string> {
  const portal = await listen((req, res) => {
    res.end(req.headers['x-forwarded-for']);
  });
  try {
    return await askProxy([portOf(portal)], path, { realIp });
  } finally {
    close(portal);
  }
}

async function listen(handle: RequestListener): Promise<Server> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function close(server: Server) {
  server.closeAllConnections();
  server.close();
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Sends a request to a proxy for instances at these ports. */
async function askProxy(
  instances: number[],
  path = '/',
  { realIp, send = ask }: ProxyOptions = {},
): Promise<string> {
  const server = await startProxy(instances, realIp);
  try {
    return await send(path);
  } finally {
    await server.end();
  }
}

interface ProxyOptions {
  /** The content of real-ip.conf. */
  realIp?: string;
  send?: (path: string) => Promise<string>;
}

function startProxy(instances: number[], realIp?: string) {
  return startNginx({
    port,
    certificate,
    configuration: proxy,
    directory: mkdtempSync(join(folder, 'proxy-')),
    files: {
      'upstream.conf': `upstream portal {\n${instances
        .map(instance => `  server 127.0.0.1:${instance};\n`)
        .join('')}}\n`,
      ...(realIp !== undefined && { 'real-ip.conf': realIp }),
    },
  });
}

/** Sends a request to three instances, each of which shuts down during the request. */
async function countEnded(afterMs: number): Promise<number> {
  let count = 0;
  const instances = await Promise.all(
    [1, 2, 3].map(() =>
      listen(async req => {
        count += 1;
        await setTimeout(afterMs);
        req.socket.destroy();
      }),
    ),
  );
  assert.equal(await askProxy(instances.map(portOf)), '502');
  instances.forEach(close);
  return count;
}

function ask(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port,
        path,
        rejectUnauthorized: false,
        headers: { 'x-forwarded-for': '198.51.100.9, 192.0.2.7' },
      },
      response => {
        let text = '';
        response.on('data', chunk => (text += chunk));
        response.on('end', () =>
          resolve(
            response.statusCode === 200 ? text : `${response.statusCode}`,
          ),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}

/** Sends the headers of a request with a body, and most of the body. */
function sendIncomplete(path: string, size: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, path, method: 'POST' },
        rejectUnauthorized: false,
        headers: { 'content-length': size },
      },
      response => {
        sent.destroy();
        resolve(`${response.statusCode}`);
      },
    ).on('error', reject);
    sent.write(Buffer.alloc(size - 1));
  });
}

const shipped = () => readFileSync(join(proxy, 'real-ip.conf'), 'utf8');

describe('nginx.conf', { skip: !nginx && 'nginx is not installed' }, () => {
  it('is valid for nginx', async () => {
    const server = await startProxy([7007]);
    await server.end();
    assert.doesNotMatch(server.log, /\[(warn|error|emerg)\]/);
  });

  it('replaces the address that a client claims', async () => {
    assert.equal(await forward(), '127.0.0.1');
    assert.equal(await forward(shipped()), '127.0.0.1');
  });

  it('passes on the client address from the load balancer in front of it', async () => {
    const enabled = shipped()
      .replace(/^# (?=set_real_ip_from|real_ip_)/gm, '')
      .replace('10.0.0.0/8', '127.0.0.1');
    assert.match(enabled, /^set_real_ip_from 127\.0\.0\.1;$/m);
    assert.equal(await forward(enabled), '192.0.2.7');
  });

  for (const path of [
    '/.backstage/health/v1/liveness',
    '/.BackStage/health/v1/liveness',
    '/%2ebackstage/health/v1/liveness',
    '//.backstage/health',
  ]) {
    it(`does not pass on ${path}`, async () => {
      assert.equal(await forward(undefined, path), '404');
    });
  }

  it('retries at another instance when one is unavailable', async () => {
    const gone = await listen(() => {});
    const portal = await listen((_req, res) => res.end('here'));
    const ports = [portOf(gone), portOf(portal)];
    close(gone);
    assert.equal(await askProxy(ports), 'here');
    close(portal);
  });

  it('responds to the probe of a load balancer while one instance is ready', async () => {
    const leaving = await listen((_req, res) => {
      res.statusCode = 503;
      res.end();
    });
    const ready = await listen((req, res) => res.end(req.url));
    assert.equal(
      await askProxy([portOf(leaving), portOf(ready)], '/healthz'),
      '/.backstage/health/v1/readiness',
    );
    assert.equal(await askProxy([portOf(leaving)], '/healthz'), '503');
    close(leaving);
    close(ready);
  });

  for (const [path, status] of [
    ['/', '413'],
    ['/api/scaffolder/v2/tasks', '413'],
    ['/api/scaffolder/v2/dry-run', '401'],
    ['/API/scaffolder/v2/dry-run/', '401'],
  ]) {
    it(`does not buffer a large body for ${path} until it is complete`, async () => {
      const portal = await listen((_req, res) => {
        res.statusCode = 401;
        res.end();
      });
      const send = () => sendIncomplete(path, 9 * 1024 ** 2);
      assert.equal(await askProxy([portOf(portal)], path, { send }), status);
      close(portal);
    });
  }

  it('buffers little of a response that its client does not read', async () => {
    let sent = 0;
    const portal = await listen((_req, res) => {
      const piece = Buffer.alloc(2 ** 16);
      const write = () => {
        for (let isFree = true; isFree && sent < 100e6; ) {
          isFree = res.write(piece);
          sent += piece.length;
        }
      };
      res.on('drain', write);
      write();
    });
    const send = (path: string) =>
      new Promise<string>((resolve, reject) => {
        request(
          { host: '127.0.0.1', port, path, rejectUnauthorized: false },
          async response => {
            await setTimeout(3_000);
            response.destroy();
            resolve('');
          },
        )
          .on('error', reject)
          .end();
      });
    await askProxy([portOf(portal)], '/', { send });
    close(portal);
    // Includes data in the buffers of the connections.
    assert.ok(sent < 50e6, `${sent} bytes`);
  });

  it('does not send a request to all instances when they shut down', async () => {
    assert.equal(await countEnded(0), 2);
  });

  it('does not retry a request after an instance worked on it for a long time', async () => {
    assert.equal(await countEnded(5_500), 1);
  });
});
