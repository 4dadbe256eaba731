import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BitbucketProxy } from '@backstage-bitbucket/test-kit';
import { connectOther, usesEnvironmentProxy } from './connectOther.mts';
import { forwardTo } from './forwardTo.mts';

/** A proxy that sends requests for the hosts of Bitbucket to the stub. */
export interface StubProxy {
  /** A shell script that sets the variables of a process which uses the proxy. */
  environmentFile: string;
  close(): Promise<void>;
}

/**
 * Starts a proxy through which the backend reaches the stub under the host names of Bitbucket, because Backstage's
 * integration for Bitbucket Cloud has fixed hosts. All other hosts are reached as without the proxy.
 *
 * Only a process with the variables of the file trusts the certificate of the proxy.
 *
 * @param stubPort - the port of the stub on this machine
 */
export async function startStubProxy(stubPort: number): Promise<StubProxy> {
  const proxy = new BitbucketProxy(forwardTo(stubPort), connectOther);
  const { HTTPS_PROXY, NODE_EXTRA_CA_CERTS } = await proxy.listen();
  // Only the user of this process can open the folder.
  const folder = mkdtempSync(join(tmpdir(), 'yarn-dev-'));
  const certificates = join(folder, 'certificates.pem');
  writeFileSync(
    certificates,
    [process.env.NODE_EXTRA_CA_CERTS, NODE_EXTRA_CA_CERTS]
      .map(file => (file ? readCertificates(file) : ''))
      .join('\n'),
  );
  const environmentFile = join(folder, 'environment.sh');
  writeFileSync(
    environmentFile,
    formatEnvironment({
      ...proxyVariables(HTTPS_PROXY),
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: certificates,
    }),
  );
  return {
    environmentFile,
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await proxy.close();
    },
  };
}

/** Node.js ignores a file that it cannot read, so this function does too. */
function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Node.js prefers the names in lower case. */
function proxyVariables(url: string): Record<string, string> {
  const { NO_PROXY, no_proxy: noProxy = NO_PROXY } = process.env;
  const direct = [
    'localhost',
    '127.0.0.1',
    '::1',
    ...(noProxy ? [noProxy] : []),
  ];
  const variables: Record<string, string> = {
    HTTPS_PROXY: url,
    NO_PROXY: withoutBitbucket(direct.join(',')),
    // Without NODE_USE_ENV_PROXY, the backend would not use this proxy either.
    ...(usesEnvironmentProxy() ? {} : { HTTP_PROXY: '' }),
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}

/** Returns the value of `NO_PROXY` without hosts of Bitbucket and without `*`, which would bypass the proxy. */
function withoutBitbucket(hosts: string): string {
  return hosts
    .split(/[\s,]+/)
    .filter(host => host !== '*' && !/bitbucket\.org(:\d+)?$/i.test(host))
    .join(',');
}

function formatEnvironment(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(
      ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`,
    )
    .join('');
}
