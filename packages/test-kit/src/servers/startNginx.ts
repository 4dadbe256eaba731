import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Certificate } from '../net/makeCertificate.ts';
import { ChildServer } from '../process/ChildServer.ts';
import { findServer } from './findServer.ts';

const ADDRESS = '127.0.0.1';

export interface NginxOptions {
  port: number;
  /** The folder with nginx.conf. */
  configuration: string;
  /** The folder for the configuration and the log. */
  directory: string;
  certificate: Certificate;
  /** Files that the configuration includes, by name, for example `upstream.conf`. */
  files: Record<string, string>;
  /** Directives for the server, in addition to `listen`. */
  directives?: string;
}

/**
 * Starts nginx with the shipped configuration, at 127.0.0.1.
 *
 * @throws Error if nginx is not installed
 */
export async function startNginx(options: NginxOptions): Promise<ChildServer> {
  const { port, certificate, files, directives = '' } = options;
  const command = findServer('nginx');
  if (!command) {
    throw new Error('nginx is not installed.');
  }
  const directory = join(options.directory, 'nginx');
  mkdirSync(join(directory, 'tls'), { recursive: true });
  // Its workers do not run as root, and store large requests and responses here.
  chmodSync(options.directory, 0o755);
  const write = (name: string, text: string) =>
    writeFileSync(join(directory, name), text, { mode: 0o600 });
  // Unchanged except for the folder: another nginx on this machine may use /tmp.
  write(
    'nginx.conf',
    readFileSync(join(options.configuration, 'nginx.conf'), 'utf8').replaceAll(
      '/tmp/',
      `${directory}/`,
    ),
  );
  write('tls/certificate.pem', certificate.cert);
  write('tls/key.pem', certificate.key);
  write('listen.conf', `listen ${ADDRESS}:${port} ssl;\n${directives}`);
  Object.entries(files).forEach(([name, text]) => write(name, text));
  const server = new ChildServer({
    command,
    args: ['-c', join(directory, 'nginx.conf'), '-g', 'daemon off;'],
    logFile: join(directory, 'nginx.log'),
    // Also ends the workers, which would outlive a SIGKILL of their master.
    lastSignal: 'SIGTERM',
    ready: () => isListening(port),
  });
  await server.start();
  return server;
}

function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, ADDRESS, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
