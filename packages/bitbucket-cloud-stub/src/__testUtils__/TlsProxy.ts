import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { generate, type GenerateResult } from 'selfsigned';

const HOSTS = ['bitbucket.org', 'api.bitbucket.org'];

/** Of 256 certificates that are generated, one has a serial number that OpenSSL does not read. */
function makeCertificate(): GenerateResult {
  const made = generate([{ name: 'commonName', value: HOSTS[0] }], {
    days: 2,
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: HOSTS.map(value => ({ type: 2, value })),
      },
    ],
  });
  try {
    createSecureContext({ cert: made.cert, key: made.private });
    return made;
  } catch {
    return makeCertificate();
  }
}

/**
 * A CONNECT proxy that answers in the name of Bitbucket's hosts, for programs whose hosts are fixed.
 * It lets nothing through to any other host.
 */
export class TlsProxy {
  /** PEM of the throw-away certificate that a program has to trust. */
  readonly certificate: string;
  readonly #proxy: Server;

  /** @param answer - gives the answers of Bitbucket */
  constructor(answer: RequestListener) {
    const made = makeCertificate();
    this.certificate = made.cert;
    const secure = createSecureServer(
      { cert: made.cert, key: made.private },
      answer,
    );
    this.#proxy = createServer((_, response) => response.writeHead(405).end());
    this.#proxy.on('connect', (incoming, socket) => {
      const [host, port] = (incoming.url ?? '').split(':');
      if (!HOSTS.includes(host) || port !== '443') {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      socket.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      secure.emit('connection', socket);
    });
  }

  /** Starts it, and returns its URL. */
  async listen(): Promise<string> {
    await new Promise<void>(resolve => {
      this.#proxy.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#proxy.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#proxy.close(() => resolve());
      this.#proxy.closeAllConnections();
    });
  }
}
