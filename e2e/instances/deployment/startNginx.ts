import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { repository } from '../../portal/repository';
import { ChildServer } from './ChildServer';
import type { Certificate } from './makeCertificate';

/** The address at which the proxy listens, and at which the instances see it. */
export const PROXY_ADDRESS = '127.0.0.1';

/** Names the instances that a request was handed to, the last one being the one that answered. */
export const SERVED_BY = 'x-served-by';

/** Starts nginx with the configuration of deploy/proxy, before instances at these ports. */
export async function startNginx(options: {
  command: string;
  port: number;
  instancePorts: number[];
  certificate: Certificate;
  directory: string;
}): Promise<ChildServer> {
  const { command, port, instancePorts, certificate } = options;
  const directory = join(options.directory, 'nginx');
  mkdirSync(join(directory, 'tls'), { recursive: true });
  // Its workers are not root, and keep large requests and answers here.
  chmodSync(options.directory, 0o755);
  const write = (name: string, text: string) =>
    writeFileSync(join(directory, name), text, { mode: 0o600 });
  const shipped = (name: string) =>
    readFileSync(join(repository, 'deploy/proxy', name), 'utf8');

  // As it is, but for the folder: another nginx on this machine may use /tmp.
  write(
    'nginx.conf',
    shipped('nginx.conf').replaceAll('/tmp/', `${directory}/`),
  );
  write('tls/certificate.pem', certificate.cert);
  write('tls/key.pem', certificate.key);
  write(
    'listen.conf',
    `listen ${PROXY_ADDRESS}:${port} ssl;
# By it the tests see which instance answered. Nobody in production is told.
add_header ${SERVED_BY} $upstream_addr always;
`,
  );
  // The instances are here and not behind Docker's DNS; everything else as it is.
  const upstream = shipped('upstream.conf')
    .replace(/^resolver .*$/m, '')
    .replace(/^ *server portal:7007 resolve (.*);$/m, (_, parameters) =>
      instancePorts
        .map(each => `server 127.0.0.1:${each} ${parameters};`)
        .join('\n'),
    );
  write('upstream.conf', upstream);

  const server = new ChildServer({
    command,
    args: ['-c', join(directory, 'nginx.conf'), '-g', 'daemon off;'],
    logFile: join(directory, 'nginx.log'),
    options: {},
    // At once, and with its workers, who would outlive a SIGKILL of their master.
    lastSignal: 'SIGTERM',
    isReady: () =>
      new Promise(resolve => {
        const socket = connect(port, PROXY_ADDRESS, () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      }),
  });
  await server.start();
  return server;
}
