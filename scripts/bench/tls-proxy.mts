import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const hosts = ['bitbucket.org', 'api.bitbucket.org'];

/** What went through a proxy since the last look. */
export type Traffic = { requests: number; connections: number };

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

/**
 * A CONNECT proxy that answers in the name of Bitbucket's hosts, for code whose hosts are fixed.
 * It passes requests on to the stand-in, holds the answers back for a time, and counts them.
 */
export class TlsProxy {
  /** Milliseconds from a request to the begin of its answer, if the stand-in takes no longer. */
  latency = 0;
  #traffic: Traffic = { requests: 0, connections: 0 };
  readonly #standIn: number;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param standIn - port of the stand-in for Bitbucket */
  constructor(standIn: number) {
    this.#standIn = standIn;
  }

  /** @returns the port it listens on */
  async listen(files: { cert: string; key: string }): Promise<number> {
    const secure = createSecureServer(
      { cert: readFileSync(files.cert), key: readFileSync(files.key) },
      (incoming, response) => {
        this.#traffic.requests++;
        this.#passOn(incoming, response);
      },
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
      this.#traffic.connections++;
      socket.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      secure.emit('connection', socket);
    });
    await new Promise<void>(resolve => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    return (proxy.address() as AddressInfo).port;
  }

  /** What went through since it was asked last. */
  takeTraffic(): Traffic {
    const traffic = this.#traffic;
    this.#traffic = { requests: 0, connections: 0 };
    return traffic;
  }

  #passOn(incoming: IncomingMessage, response: ServerResponse) {
    const due = performance.now() + this.latency;
    const onward = request(
      {
        host: '127.0.0.1',
        port: this.#standIn,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, host: `localhost:${this.#standIn}` },
        agent: this.#agent,
      },
      answered => {
        const answer = () => {
          response.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(response);
        };
        const wait = due - performance.now();
        if (wait > 0) {
          setTimeout(answer, wait);
        } else {
          answer();
        }
      },
    );
    onward.on('error', error => response.destroy(error));
    incoming.pipe(onward);
  }
}
