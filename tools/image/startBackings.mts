// The servers around the pod: PostgreSQL, Redis, and the stub for Bitbucket.
import {
  BitbucketProxy,
  installServers,
  makeCertificate,
  startPostgres,
  startRedis,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import { createSourceRequire } from '../lib/workspace.mts';
import type { PodSettings } from './pod.mts';

const DATABASE = 'database';
const CACHE = 'cache';
const passwords = {
  database: 'pw-of-the-role-4471',
  cache: 'r-4hT8vB1nQs6Y',
};
const consumer = {
  id: 'kT3mZ8qLw5Rb2NcXyV',
  secret: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
};
/** The certificate of the stub, like that of a company whose proxy inspects TLS. */
const CERTIFICATE = 'bitbucket.pem';

/** The servers, and how a pod connects to them. */
export interface Backings {
  stubUrl: string;
  postgres: Postgres;
  settings: PodSettings;
  /** Names of the servers, which resolve to this machine. */
  hosts: string[];
  close(): Promise<void>;
}

/**
 * Starts the servers.
 *
 * @param url - the public URL of the portal, without a trailing slash
 * @param seedFile - of the stub
 */
export async function startBackings(
  url: string,
  seedFile: string,
): Promise<Backings> {
  const servers = installServers();
  if ('missing' in servers) {
    throw new Error(servers.missing);
  }
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) {
      await each();
    }
  };
  try {
    const require = createSourceRequire(import.meta.url);
    const { createBitbucketCloudStub } =
      require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
    const stub = await createBitbucketCloudStub({ seed: seedFile });
    closers.push(() => stub.close());
    stub.registerClient({
      ...consumer,
      name: 'Portal',
      callbackUrl: `${url}/api/auth/bitbucket`,
      scopes: ['account', 'email', 'team'],
    });
    const bitbucket = new BitbucketProxy(stub.listener);
    const wayToBitbucket = await bitbucket.listen();
    closers.push(() => bitbucket.close());
    const tls = makeCertificate(DATABASE);
    const postgres = await startPostgres({
      tls,
      statements: [
        `CREATE ROLE portal LOGIN PASSWORD '${passwords.database}'`,
        'CREATE DATABASE backstage OWNER portal',
        'REVOKE ALL ON DATABASE backstage FROM PUBLIC',
      ],
    });
    closers.push(() => postgres.close());
    const redis = await startRedis({ password: passwords.cache });
    closers.push(() => redis.close());
    return {
      stubUrl: stub.url,
      postgres,
      hosts: [DATABASE, CACHE],
      settings: {
        secrets: {
          database_password: passwords.database,
          database_ca: tls.cert,
          cache_url: `redis://:${passwords.cache}@${CACHE}:${redis.port}`,
          bitbucket_client_id: consumer.id,
          bitbucket_client_secret: consumer.secret,
        },
        environment: {
          ...wayToBitbucket,
          APP_BASE_URL: url,
          POSTGRES_PORT: String(postgres.connection.port),
          NODE_EXTRA_CA_CERTS: `/etc/portal/${CERTIFICATE}`,
        },
        files: { [CERTIFICATE]: bitbucket.certificate },
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
