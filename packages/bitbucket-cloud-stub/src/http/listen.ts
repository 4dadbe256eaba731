import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening server, on one address or on both loopback addresses. */
export interface RunningServer {
  port: number;
  /** Closes every connection immediately, and releases the port. */
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1'];
const ATTEMPTS = 10;

/**
 * Starts to listen. Without a host, it listens on 127.0.0.1 and, if available, on ::1, because
 * `localhost` can resolve to either.
 *
 * @param port - 0 for a free port.
 * @throws Error that names the port or host and the remedy.
 */
export async function listen(
  listener: RequestListener,
  port: number,
  host: string | undefined,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnce(listener, port, host);
    } catch (error) {
      // A port that was free on 127.0.0.1 can be taken on ::1.
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || attempt >= ATTEMPTS) {
        throw explain(error, port, host);
      }
    }
  }
}

async function listenOnce(
  listener: RequestListener,
  port: number,
  host: string | undefined,
): Promise<RunningServer> {
  const [firstHost, secondHost] = host === undefined ? LOOPBACK : [host];
  const first = await bind(listener, port, firstHost);
  const servers = [first];
  const chosen = (first.address() as AddressInfo).port;
  if (secondHost) {
    try {
      servers.push(await bind(listener, chosen, secondHost));
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE') {
        await closeAll(servers);
        throw error;
      }
      // A machine without IPv6 only has 127.0.0.1, to which `localhost` resolves then.
    }
  }
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(servers));
  return { port: chosen, close };
}

function bind(
  listener: RequestListener,
  port: number,
  host: string,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      server =>
        new Promise<void>(resolve => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function explain(
  error: unknown,
  port: number,
  host: string | undefined,
): Error {
  const code = codeOf(error);
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is already in use: stop the program that uses it, or choose another port for the stub.`,
    EACCES: `Port ${port} is not permitted for this user account: choose a port above 1023 for the stub.`,
    EADDRNOTAVAIL: `The host ${host} is not an address of this machine: choose another address, or omit the host for localhost.`,
    ENOTFOUND: `The host ${host} cannot be resolved: choose an address of this machine, or omit the host for localhost.`,
  };
  const sentence =
    sentences[code ?? ''] ??
    `The stub cannot listen on port ${port} (${code}): choose another port or host.`;
  return Object.assign(new Error(sentence, { cause: error }), { code });
}
