import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';

/** A server that runs for a test. */
export interface TestServer {
  port: number;
  close(): Promise<void>;
}

export interface TestPostgres extends TestServer {
  /** The certificate that its clients must trust, for the host `localhost`. */
  ca: string;
  /** Of the superuser `postgres`. */
  password: string;
  /** The folder of its unix socket. */
  socket: string;
}

/** The folder with `initdb` and `postgres`, or nothing where PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  return [
    ...versions
      .sort((a, b) => Number(b) - Number(a))
      .map(version => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ].find(folder =>
    ['initdb', 'postgres'].every(name => existsSync(join(folder, name))),
  );
}

/** The command of Redis or Valkey, or nothing where neither is installed. */
export function findRedis(): string | undefined {
  return ['redis-server', 'valkey-server']
    .flatMap(name =>
      (process.env.PATH ?? '').split(delimiter).map(path => join(path, name)),
    )
    .find(existsSync);
}

/** Starts an empty PostgreSQL server that speaks TLS. */
export async function startPostgres(binaries: string): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  const data = join(directory, 'data');
  const password = 'password-of-the-superuser';
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password);
  const { cert, key } = makeCertificate(directory);
  const as = unprivileged();
  [directory, passwordFile, cert, key].forEach(
    file => as && chownSync(file, as.uid, as.gid),
  );
  const options = { ...as, cwd: directory };
  execFileSync(
    join(binaries, 'initdb'),
    [
      ...['-D', data, '-U', 'postgres', '--no-sync'],
      ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ],
    { ...options, stdio: 'pipe' },
  );
  const port = await findFreePort();
  const server = spawn(
    join(binaries, 'postgres'),
    [
      ...['-D', data, '-p', String(port), '-k', directory],
      ...['-c', 'listen_addresses=localhost', '-c', 'fsync=off'],
      ...['-c', 'ssl=on', '-c', `ssl_cert_file=${cert}`],
      ...['-c', `ssl_key_file=${key}`],
    ],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await untilPrinted(server.stderr, 'ready to accept connections');
  return {
    port,
    password,
    socket: directory,
    ca: readFileSync(cert, 'utf8'),
    close: async () => {
      const exited = once(server, 'exit');
      server.kill('SIGQUIT');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Starts an empty Redis. */
export async function startRedis(
  command: string,
  password: string,
  samePort?: number,
): Promise<TestServer & { socket: string }> {
  const port = samePort ?? (await findFreePort());
  const socket = join(tmpdir(), `redis-${port}.sock`);
  const server = spawn(
    command,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', ''],
      ...['--requirepass', password, '--unixsocket', socket],
    ],
    { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await untilPrinted(server.stdout, 'Ready to accept connections');
  return {
    port,
    socket,
    close: async () => {
      if (server.signalCode === null) {
        const exited = once(server, 'exit');
        server.kill('SIGKILL');
        await exited;
      }
    },
  };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const nobody = readFileSync('/etc/passwd', 'utf8').match(
    /^nobody:[^:]*:(\d+):(\d+):/m,
  );
  return { uid: Number(nobody?.[1]), gid: Number(nobody?.[2]) };
}

function makeCertificate(directory: string): { cert: string; key: string } {
  const cert = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-nodes', '-days', '2'],
      ...['-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', key, '-out', cert],
    ],
    { stdio: 'pipe' },
  );
  return { cert, key };
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function untilPrinted(stream: Readable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    stream.on('data', chunk => {
      output += chunk;
      if (output.includes(text)) {
        resolve();
      }
    });
    stream.on('end', () => reject(new Error(`The server ended:\n${output}`)));
  });
}
