import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const hosts = ['bitbucket.org', 'api.bitbucket.org'];

/** Makes a throw-away certificate for Bitbucket's hosts; `openssl` must be installed. */
export function makeCertificate(folder: string): { cert: string; key: string } {
  const cert = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const names = hosts.map(host => `DNS:${host}`).join(',');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-nodes', '-days', '2'],
      ...['-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', '/CN=bitbucket.org'],
      ...['-addext', `subjectAltName=${names}`],
      ...['-keyout', key, '-out', cert],
    ],
    { stdio: 'pipe' },
  );
  return { cert, key };
}

/** A CONNECT proxy that answers in the name of Bitbucket's hosts, for code whose hosts are fixed. */
export class TlsProxy {
  #connections = 0;
  readonly #answer: RequestListener;

  /** @param answer - gives the answers of Bitbucket */
  constructor(answer: RequestListener) {
    this.#answer = answer;
  }

  /** @returns the port it listens on */
  async listen(files: { cert: string; key: string }): Promise<number> {
    const secure = createSecureServer(
      { cert: readFileSync(files.cert), key: readFileSync(files.key) },
      this.#answer,
    );
    secure.keepAliveTimeout = 60_000;

    const proxy = createServer((_, response) => response.writeHead(405).end());
    proxy.on('connect', (incoming, socket) => {
      const [host, port] = (incoming.url ?? '').split(':');
      if (!hosts.includes(host) || port !== '443') {
        // Nothing of a benchmark may reach the internet.
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      this.#connections++;
      socket.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      secure.emit('connection', socket);
    });
    await new Promise<void>(resolve => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    return (proxy.address() as AddressInfo).port;
  }

  /** New connections since it was asked last. */
  takeConnections(): number {
    const connections = this.#connections;
    this.#connections = 0;
    return connections;
  }
}
