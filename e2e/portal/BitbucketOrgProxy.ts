import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  IncomingMessage,
  request,
  Server,
  ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { generate, GenerateResult, SelfsignedOptions } from 'selfsigned';

const HOSTS = ['bitbucket.org', 'api.bitbucket.org'];

/**
 * Answers in the name of Bitbucket's own hosts by the stub, because Backstage's reader of Bitbucket Cloud
 * knows no others. A portal in a company reaches Bitbucket in the same way: by a proxy, and with a
 * certificate authority of its own. It lets nothing through to any other host.
 */
export class BitbucketOrgProxy {
  readonly #proxy: Server;
  readonly #tunnels = new Set<Duplex>();
  readonly #directory = mkdtempSync(join(tmpdir(), 'bitbucket-org-'));

  constructor(stubPort: number) {
    const { cert, private: key } = generateValid(
      [{ name: 'commonName', value: HOSTS[0] }],
      {
        days: 2,
        keySize: 2048,
        algorithm: 'sha256',
        extensions: [
          {
            name: 'subjectAltName',
            altNames: HOSTS.map(value => ({ type: 2, value })),
          },
        ],
      },
    );
    writeFileSync(this.#certificate, cert);
    const secure = createSecureServer({ cert, key }, (incoming, response) =>
      passOn(incoming, response, stubPort),
    );
    this.#proxy = createServer((_, response) => response.writeHead(405).end());
    this.#proxy.on('connect', ({ url = '' }, socket) => {
      const [host, port] = url.split(':');
      if (!HOSTS.includes(host) || port !== '443') {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      this.#tunnels.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#tunnels.delete(socket));
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      secure.emit('connection', socket);
    });
  }

  get #certificate() {
    return join(this.#directory, 'certificate.pem');
  }

  /** Starts it, and gives the variables by which a Node process goes through it. */
  async listen(): Promise<Record<string, string>> {
    await new Promise<void>(listening =>
      this.#proxy.listen(0, '127.0.0.1', listening),
    );
    const { port } = this.#proxy.address() as AddressInfo;
    return {
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: 'localhost,127.0.0.1',
      NODE_EXTRA_CA_CERTS: this.#certificate,
    };
  }

  async close(): Promise<void> {
    await new Promise<void>(closed => {
      this.#proxy.close(() => closed());
      this.#proxy.closeAllConnections();
      // Which are no connections of the proxy any more.
      this.#tunnels.forEach(socket => socket.destroy());
    });
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Of 256 certificates that it generates, one has a serial number that OpenSSL does not read. */
export function generateValid(
  attributes: { name: string; value: string }[],
  options: SelfsignedOptions,
): GenerateResult {
  for (;;) {
    const pems = generate(attributes, options);
    try {
      createSecureContext({ cert: pems.cert, key: pems.private });
      return pems;
    } catch (error) {
      if (!String(error).includes('illegal padding')) {
        throw error;
      }
    }
  }
}

function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  port: number,
) {
  const { method, url: path, headers } = incoming;
  const onward = request(
    { host: 'localhost', port, method, path, headers, agent: false },
    answered => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    },
  );
  onward.on('error', error => response.destroy(error));
  incoming.pipe(onward);
}
