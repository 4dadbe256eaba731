import { writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { join } from 'node:path';
import { findFreePort } from '../../portal/startPortal';
import { ChildServer } from './ChildServer';
import type { Certificate } from './makeCertificate';
import type { Host } from './host';

export interface Redis {
  server: ChildServer;
  /** For REDIS_URL. */
  url: string;
}

const password = 'pw-of-the-cache-7719';

/** Starts an empty Redis that speaks TLS alone, and wants a password. */
export async function startRedis(options: {
  command: string;
  host: Host;
  certificate: Certificate;
  directory: string;
}): Promise<Redis> {
  const { command, host, certificate, directory } = options;
  const port = await findFreePort();
  const [cert, key, settings] = ['redis.crt', 'redis.key', 'redis.conf'].map(
    name => join(directory, name),
  );
  writeFileSync(cert, certificate.cert);
  writeFileSync(key, certificate.key, { mode: 0o600 });
  // In a file, since everybody on a machine reads the arguments of its processes.
  writeFileSync(
    settings,
    `port 0
tls-port ${port}
bind ${host.address}
tls-cert-file ${cert}
tls-key-file ${key}
tls-auth-clients no
requirepass ${password}
save ""
dir ${directory}
`,
    { mode: 0o600 },
  );
  const server = new ChildServer({
    command,
    args: [settings],
    logFile: join(directory, 'redis.log'),
    options: {},
    lastSignal: 'SIGKILL',
    isReady: () =>
      new Promise(resolve => {
        const socket = connect(
          {
            host: host.address,
            port,
            ca: certificate.cert,
            checkServerIdentity: () => undefined,
          },
          () => resolve(true),
        );
        socket.on('error', () => resolve(false));
        socket.on('secureConnect', () => socket.destroy());
      }),
  });
  await server.start();
  return { server, url: `rediss://:${password}@${host.name}:${port}` };
}
