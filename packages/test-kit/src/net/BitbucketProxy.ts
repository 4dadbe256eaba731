import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { makeCertificate } from './makeCertificate.ts';

const HOSTS = ['bitbucket.org', 'api.bitbucket.org'];

/** A connection through the proxy to a host that is not one of Bitbucket. */
export interface OtherConnection {
  /** The host and port, as in `example.com:443`. */
  target: string;
  /** The connection of the client, which waits for the response to its `CONNECT`. */
  socket: Duplex;
  /** What the client sent after its `CONNECT`. */
  head: Buffer;
}

/** Handles a connection to another host. */
export type ConnectOther = (connection: OtherConnection) => void;

/**
 * An HTTP proxy that handles requests to Bitbucket Cloud's hosts itself, for code with fixed hosts. By default, it
 * rejects connections to all other hosts. The key of its certificate never leaves the process.
 *
 * A portal in a company connects to Bitbucket in the same way: through a proxy, and with the company's
 * own certificate authority.
 */
export class BitbucketProxy {
  /** The certificate that a client must trust, in PEM format. */
  readonly certificate: string;
  readonly #proxy: Server;
  readonly #tunnels = new Set<Duplex>();
  readonly #directory = mkdtempSync(join(tmpdir(), 'bitbucket-proxy-'));
  #connections = 0;

  /**
   * @param answer - handles the requests to Bitbucket, for example the `listener` of a stub
   * @param connectOther - handles the connections to other hosts; by default, the proxy rejects them
   */
  constructor(answer: RequestListener, connectOther: ConnectOther = reject) {
    const { cert, key } = makeCertificate(...HOSTS);
    this.certificate = cert;
    writeFileSync(this.#certificateFile, cert);
    const secure = createSecureServer({ cert, key }, answer);
    secure.keepAliveTimeout = 60_000;
    this.#proxy = createServer((_, response) => response.writeHead(405).end());
    this.#proxy.on('connect', ({ url: target = '' }, socket, head) => {
      this.#tunnels.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#tunnels.delete(socket));
      const [host, port] = target.split(':');
      if (!HOSTS.includes(host) || port !== '443') {
        connectOther({ target, socket, head });
        return;
      }
      this.#connections++;
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      secure.emit('connection', socket);
    });
  }

  get #certificateFile() {
    return join(this.#directory, 'certificate.pem');
  }

  get port(): number {
    return (this.#proxy.address() as AddressInfo).port;
  }

  /** Starts the proxy, and returns the environment variables that make a Node.js process use it. */
  async listen() {
    await new Promise<void>(listening =>
      this.#proxy.listen(0, '127.0.0.1', listening),
    );
    return {
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: `http://127.0.0.1:${this.port}`,
      NO_PROXY: 'localhost,127.0.0.1',
      NODE_EXTRA_CA_CERTS: this.#certificateFile,
    };
  }

  /** Returns the number of new connections since the last call. */
  takeConnections(): number {
    const connections = this.#connections;
    this.#connections = 0;
    return connections;
  }

  async close(): Promise<void> {
    await new Promise<void>(closed => {
      this.#proxy.close(() => closed());
      this.#proxy.closeAllConnections();
      // Tunnels do not count as connections of the proxy.
      this.#tunnels.forEach(socket => socket.destroy());
    });
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function reject({ socket }: OtherConnection): void {
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
}
