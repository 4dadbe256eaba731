import {
  type ChildServer,
  startNginx,
  type Certificate,
} from '@backstage-bitbucket/test-kit';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';
import { repository } from '../../portal/repository';

/** The address at which the proxy listens, and from which the instances see it. */
export const PROXY_ADDRESS = '127.0.0.1';

/** Contains the instances to which the proxy sent a request. The last one responded. */
export const SERVED_BY = 'x-served-by';

const configuration = join(repository, 'deploy/proxy');

/** nginx in front of the instances. */
export interface Proxy {
  server: ChildServer;
  /** Replaces the files of the certificate, reloads nginx, and waits until new connections get it. */
  renewCertificate(certificate: Certificate): Promise<void>;
}

/** Starts nginx with the configuration of deploy/proxy for instances at these ports. */
export async function startProxy(options: {
  port: number;
  instancePorts: number[];
  certificate: Certificate;
  directory: string;
}): Promise<Proxy> {
  const { instancePorts, ...rest } = options;
  // The instances run on this machine instead of behind the DNS of Docker. All other lines are
  // unchanged.
  const upstream = readFileSync(join(configuration, 'upstream.conf'), 'utf8')
    .replace(/^resolver .*$/m, '')
    .replace(/^ *server portal:7007 resolve (.*);$/m, (_, parameters) =>
      instancePorts
        .map(port => `server 127.0.0.1:${port} ${parameters};`)
        .join('\n'),
    );
  const server = await startNginx({
    ...rest,
    configuration,
    files: { 'upstream.conf': upstream },
    // The tests read which instance responded. In production, no response contains it.
    directives: `add_header ${SERVED_BY} $upstream_addr always;\n`,
  });
  return {
    server,
    renewCertificate: async certificate => {
      const folder = join(options.directory, 'nginx/tls');
      writeFileSync(join(folder, 'certificate.pem'), certificate.cert);
      writeFileSync(join(folder, 'key.pem'), certificate.key);
      server.signal('SIGHUP');
      const expected = new X509Certificate(certificate.cert).fingerprint256;
      while ((await readFingerprint(options.port)) !== expected) {
        await setTimeout(50);
      }
    },
  };
}

/** Returns the fingerprint of the certificate of a new connection. */
async function readFingerprint(port: number): Promise<string> {
  const socket = connect({
    host: PROXY_ADDRESS,
    port,
    // The caller compares the certificate.
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}
