import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { BitbucketProxy, makeCertificate } from '@backstage-bitbucket/test-kit';
import { startStubProxy, type StubProxy } from './stubProxy.mts';

const { cert, key } = makeCertificate('localhost');
const certificateFile = join(tmpdir(), `other-${process.pid}.pem`);

const echo: RequestListener = (request, response) => {
  const { method, url, headers } = request;
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () =>
    response
      .writeHead(201, { 'X-Echo': 'yes' })
      .end(
        JSON.stringify([method, headers.host, url, `${Buffer.concat(chunks)}`]),
      ),
  );
};

async function listen<T extends Server>(server: T): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Runs a program with the variables of the file. */
async function runWith(file: string, program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    '/bin/sh',
    ['-c', `. "$1"; exec "$2" --input-type=module -e "$3"`, 'sh', file].concat(
      process.execPath,
      program,
    ),
  );
  return stdout.trim();
}

const send = (url: string) =>
  `const r = await fetch('${url}', { method: 'POST', body: 'hello' });` +
  `console.log(r.status, r.headers.get('x-echo'), await r.text());`;

describe('the proxy of yarn dev', () => {
  const stub = createServer(echo);
  const other = createSecureServer({ cert, key }, echo);
  const unset = [
    'NODE_USE_ENV_PROXY',
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'no_proxy',
    'NODE_EXTRA_CA_CERTS',
  ];
  const original = { ...process.env };
  let proxy: StubProxy;
  let otherPort: number;
  let stubPort: number;

  before(async () => {
    writeFileSync(certificateFile, cert);
    stubPort = await listen(stub);
    otherPort = await listen(other);
  });

  afterEach(async () => {
    await proxy.close();
    unset.forEach(name => delete process.env[name]);
  });

  after(() => {
    stub.close();
    other.close();
    Object.assign(process.env, original);
  });

  async function start(env: Record<string, string> = {}) {
    unset.forEach(name => delete process.env[name]);
    Object.assign(process.env, env);
    proxy = await startStubProxy(stubPort);
    return proxy.environmentFile;
  }

  for (const host of ['bitbucket.org', 'api.bitbucket.org']) {
    it(`sends requests for ${host} to the stub, with their host`, async () => {
      const file = await start({ NO_PROXY: `*, .${host}` });
      assert.equal(
        await runWith(file, send(`https://${host}/2.0/x?y=1`)),
        `201 yes ["POST","${host}","/2.0/x?y=1","hello"]`,
      );
    });
  }

  // Names of this machine do not use the proxy, but its address in IPv6 does.
  const otherUrl = () => `https://[::ffff:7f00:1]:${otherPort}/file`;
  const trustAll = `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';`;
  const answer = () =>
    `201 yes ["POST","[::ffff:7f00:1]:${otherPort}","/file","hello"]`;

  it('connects to other hosts directly', async () => {
    const file = await start();
    assert.equal(await runWith(file, trustAll + send(otherUrl())), answer());
  });

  it('connects to other hosts through the proxy of the machine', async () => {
    const targets: string[] = [];
    const machine = new BitbucketProxy(echo, ({ target, socket }) => {
      targets.push(target);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const { HTTPS_PROXY } = await machine.listen();
    const file = await start({ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY });
    await assert.rejects(runWith(file, trustAll + send(otherUrl())));
    await machine.close();
    assert.deepEqual(targets, [`[::ffff:7f00:1]:${otherPort}`]);
  });

  it('reports that the stub does not respond', async () => {
    const { port } = stub.address() as AddressInfo;
    const file = await start();
    stub.closeAllConnections();
    stub.close();
    const text = await runWith(file, send('https://bitbucket.org/'));
    stub.listen(port, '127.0.0.1');
    assert.equal(
      text,
      '502 null The stub for Bitbucket Cloud does not respond.',
    );
  });

  it('keeps other certificates, and removes its files at the end', async () => {
    const file = await start({ NODE_EXTRA_CA_CERTS: certificateFile });
    const folder = dirname(file);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const certificates = readFileSync(join(folder, 'certificates.pem'), 'utf8');
    assert.equal(certificates.match(/BEGIN CERTIFICATE/g)?.length, 2);
    assert.ok(!certificates.includes('PRIVATE KEY'));
    await proxy.close();
    assert.ok(!existsSync(folder));
  });
});
