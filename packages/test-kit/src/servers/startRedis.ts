import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from '../net/makeCertificate.ts';
import { findFreePort } from '../net/findFreePort.ts';
import { ChildServer } from '../process/ChildServer.ts';
import { findServer } from './findServer.ts';

/** An empty Redis server with a password. */
export interface Redis {
  server: ChildServer;
  port: number;
  /** The path of its unix socket. */
  socket: string;
  /** Runs a command such as `ACL SETUSER default >another`, with the password of the start, and returns the response. */
  run(command: string): Promise<string>;
  close(): Promise<void>;
}

export interface RedisOptions {
  password: string;
  /** Default: a free port. */
  port?: number;
  /** Makes the server listen with TLS only. Default: at 127.0.0.1 without TLS. */
  tls?: { address: string; certificate: Certificate };
}

/** Returns the path of Redis or Valkey, or `undefined` if neither is installed. */
export const findRedis = () =>
  findServer('redis-server') ?? findServer('valkey-server');

/**
 * Starts a Redis server.
 *
 * @throws Error if Redis is not installed: see {@link findRedis}
 */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  const { password, tls } = options;
  const command = findRedis();
  if (!command) {
    throw new Error('Redis is not installed.');
  }
  const port = options.port ?? (await findFreePort());
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const write = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const socket = join(directory, 'redis.sock');
  // A file instead of arguments, which all users of a machine can read.
  const settings = write(
    'redis.conf',
    [
      ...(tls
        ? [
            'port 0',
            `tls-port ${port}`,
            `bind ${tls.address}`,
            `tls-cert-file ${write('redis.crt', tls.certificate.cert)}`,
            `tls-key-file ${write('redis.key', tls.certificate.key)}`,
            'tls-auth-clients no',
          ]
        : [`port ${port}`, 'bind 127.0.0.1']),
      `unixsocket ${socket}`,
      `requirepass ${password}`,
      'save ""',
      `dir ${directory}`,
    ].join('\n'),
  );
  const server = new ChildServer({
    command,
    args: [settings],
    logFile: join(directory, 'redis.log'),
    lastSignal: 'SIGKILL',
    ready: 'eady to accept connections',
    secrets: [password],
  });
  await server.start();
  return {
    server,
    port,
    socket,
    run: statement => send(socket, [`AUTH ${password}`, statement]),
    close: async () => {
      await server.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Sends commands over one connection, and returns the last response, without its prefix. */
async function send(path: string, statements: string[]): Promise<string> {
  const socket = connect(path);
  let answer = '';
  try {
    for (const statement of statements) {
      socket.write(`${statement}\r\n`);
      const [response]: Buffer[] = await once(socket, 'data');
      answer = response.toString();
      if (answer.startsWith('-')) {
        throw new Error(`Redis: ${answer.slice(1).trim()}`);
      }
    }
    return answer.slice(1).trim();
  } finally {
    socket.destroy();
  }
}
