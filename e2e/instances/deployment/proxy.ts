import { startNginx, type Certificate } from '@backstage-bitbucket/test-kit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../portal/repository';

/** The address at which the proxy listens, and from which the instances see it. */
export const PROXY_ADDRESS = '127.0.0.1';

/** Contains the instances to which the proxy sent a request. The last one responded. */
export const SERVED_BY = 'x-served-by';

const configuration = join(repository, 'deploy/proxy');

/** Starts nginx with the configuration of deploy/proxy for instances at these ports. */
export function startProxy(options: {
  port: number;
  instancePorts: number[];
  certificate: Certificate;
  directory: string;
}) {
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
  return startNginx({
    ...rest,
    configuration,
    files: { 'upstream.conf': upstream },
    // The tests read which instance responded. In production, no response contains it.
    directives: `add_header ${SERVED_BY} $upstream_addr always;\n`,
  });
}
