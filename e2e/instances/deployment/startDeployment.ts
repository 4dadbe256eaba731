import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  type Seed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  BitbucketProxy,
  findFreePort,
  makeCertificate,
  startPostgres,
  startRedis,
  type ChildServer,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  createConsumer,
  createPagesToken,
  createRepositoriesToken,
  credentials,
} from './credentials';
import type { Host } from './host';
import { Instance } from './Instance';
import { people } from './people';
import { startProxy } from './proxy';
import { Rotation } from './Rotation';
import { Visitor } from './Visitor';

/** The maximum time for the catalog to read its files. */
const FILL_LIMIT_MS = 120_000;

/** A signing key is valid for one hour: it is still used after one step, but not after two. */
const CLOCK_STEP_MS = 35 * 60_000;

/** The last entity of the seed that the catalog processes. */
const LAST_ENTITY =
  '/api/catalog/entities/by-name/component/default/booking-api';

/** A portal as docs/production.md describes it. */
export interface Deployment {
  /** The public URL. */
  url: string;
  instances: Instance[];
  postgres: Postgres;
  /** The stub for Bitbucket. */
  stub: BitbucketCloudStub;
  /** The portal accepts webhooks of `harbour-bikes` with this secret. */
  webhookSecret: string;
  /** Renews the secrets. */
  rotation: Rotation;
  /** The outgoing proxy, through which a browser finds Bitbucket under its own host name. */
  wayOut: string;
  /** Returns a visitor of the portal, by default from an address that the rate limit does not count. */
  visitor(address?: string): Visitor;
  /** Returns another backend, which is not started and not behind the proxy, with other variables. */
  anotherInstance(environment?: Record<string, string>): Promise<Instance>;
  /** Advances the clocks of Bitbucket and of every instance by 35 minutes. */
  putClocksAhead(): void;
  /** Returns the output of all servers, by name. */
  logs(): Record<string, string>;
  close(): Promise<void>;
}

export interface DeploymentOptions {
  host: Host;
  /** Number of backends. Default: 3. */
  instances?: number;
  /** The accounts that sign in. Default: those of the stub's own seed. */
  company?: Company;
}

/** Accounts at Bitbucket, and their users. */
export interface Company {
  seed: Seed;
  /** Entities in addition to those of the test company. */
  users: Entity[];
}

interface Entity {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}

/** Starts PostgreSQL, Redis, the backends and nginx, and waits until users can sign in. */
export async function startDeployment(
  options: DeploymentOptions,
): Promise<Deployment> {
  const { host } = options;
  const directory = mkdtempSync(join(tmpdir(), 'deployment-'));
  const closers: (() => Promise<void>)[] = [
    async () => rmSync(directory, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) {
      await each();
    }
  };
  try {
    const certificate = makeCertificate(host.name);
    // With another common name, because the visitors trust both certificates.
    const renewedCertificate = makeCertificate(`new.${host.name}`, host.name);
    const port = await findFreePort();
    const url = `https://${host.name}:${port}`;
    const stub = await createBitbucketCloudStub({
      seed: options.company?.seed,
    });
    closers.push(() => stub.close());
    stub.registerClient(createConsumer(url, credentials.consumerSecret));
    const { pagesToken, repositories } = credentials;
    stub.registerAccessToken(createPagesToken(pagesToken));
    stub.registerAccessToken(createRepositoriesToken(repositories.token));
    const bitbucket = new BitbucketProxy(stub.listener);
    const wayToBitbucket = await bitbucket.listen();
    closers.push(() => bitbucket.close());
    const trusted = join(directory, 'trusted.pem');
    writeFileSync(trusted, `${bitbucket.certificate}\n${certificate.cert}`);
    const backendCount = options.instances ?? 3;
    const [postgres, redis] = await Promise.all([
      startPostgres({
        address: host.address,
        tls: certificate,
        // As in docs/production.md: 75 for each instance and for one more, and those of the superuser.
        settings: [`max_connections=${(backendCount + 1) * 75 + 5}`],
        statements: [
          `CREATE ROLE ${credentials.role.name} LOGIN PASSWORD '${credentials.role.password}'`,
          `CREATE DATABASE backstage OWNER ${credentials.role.name}`,
          'REVOKE ALL ON DATABASE backstage FROM PUBLIC',
        ],
      }),
      startRedis({
        password: credentials.cachePassword,
        tls: { address: host.address, certificate },
      }),
    ]);
    closers.push(
      () => postgres.close(),
      () => redis.close(),
    );
    const environment = {
      ...pick(process.env, ['PATH', 'HOME', 'TMPDIR']),
      APP_BASE_URL: url,
      POSTGRES_HOST: host.name,
      POSTGRES_PORT: String(postgres.connection.port),
      POSTGRES_USER: credentials.role.name,
      POSTGRES_PASSWORD: credentials.role.password,
      POSTGRES_CA: certificate.cert,
      REDIS_URL: `rediss://:${credentials.cachePassword}@${host.name}:${redis.port}`,
      AUTH_BITBUCKET_CLIENT_ID: credentials.consumerId,
      AUTH_BITBUCKET_CLIENT_SECRET: credentials.consumerSecret,
      BITBUCKET_WEBHOOK_SECRET: credentials.webhookSecret,
      BITBUCKET_WORKSPACE: 'harbour-bikes',
      BITBUCKET_PAGES_TOKEN: pagesToken,
      BITBUCKET_CLOUD_USERNAME: repositories.email,
      BITBUCKET_CLOUD_TOKEN: repositories.token,
      NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'clock.cjs'))}`,
      CLOCK_STEP_MS: String(CLOCK_STEP_MS),
      // The outgoing proxy, as in a company with a proxy and its own certificate authority.
      ...wayToBitbucket,
      NODE_EXTRA_CA_CERTS: trusted,
    };
    const catalogFiles = ['waiting-template.yaml'];
    if (options.company) {
      catalogFiles.push(writeCatalogFile(options.company.users, directory));
    }
    const instances: Instance[] = [];
    for (let count = 0; count < backendCount; count++) {
      instances.push(
        new Instance(await findFreePort(), {
          directory,
          environment,
          catalogFiles,
        }),
      );
    }
    closers.push(async () => {
      await Promise.all(instances.map(({ server }) => server.end()));
    });
    // All at the same time on an empty database, like compose.
    await Promise.all(instances.map(({ server }) => server.start()));
    const nginx = await startProxy({
      port,
      instancePorts: instances.map(each => each.port),
      certificate,
      directory,
    });
    closers.push(() => nginx.server.end());
    const visitor = (address?: string) =>
      new Visitor({
        portalUrl: url,
        stubUrl: stub.url,
        ca: [certificate.cert, renewedCertificate.cert],
        address,
      });
    await untilFilled(visitor(), options.company);
    return {
      url,
      instances,
      postgres,
      stub,
      get webhookSecret() {
        return environment.BITBUCKET_WEBHOOK_SECRET;
      },
      rotation: new Rotation({
        environment,
        instances,
        postgres,
        redis,
        stub,
        renewCertificate: () => nginx.renewCertificate(renewedCertificate),
      }),
      wayOut: wayToBitbucket.HTTPS_PROXY,
      visitor,
      anotherInstance: async (changes = {}) =>
        new Instance(await findFreePort(), {
          directory,
          environment: { ...environment, ...changes },
          catalogFiles,
        }),
      putClocksAhead() {
        stub.clock.advance(CLOCK_STEP_MS);
        instances.forEach(({ server }) => server.signal('SIGUSR2'));
      },
      logs: () =>
        readLogs({ nginx: nginx.server, redis: redis.server }, instances),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function readLogs(servers: Record<string, ChildServer>, instances: Instance[]) {
  return Object.fromEntries(
    [
      ...Object.entries(servers),
      ...instances.map(({ server }, index) => [
        `instance-${index + 1}`,
        server,
      ]),
    ].map(([name, server]) => [name, (server as ChildServer).log]),
  );
}

/** Returns the path of the file. */
function writeCatalogFile(entities: Entity[], directory: string): string {
  const file = join(directory, 'users.yaml');
  // Each document is JSON, which is also YAML.
  writeFileSync(
    file,
    entities.map(entity => JSON.stringify(entity)).join('\n---\n'),
  );
  return file;
}

/** Waits until the catalog has read its files after the start. */
async function untilFilled(visitor: Visitor, company?: Company) {
  const account = company?.seed.people[0].username ?? people[0];
  const paths = [
    LAST_ENTITY,
    ...(company?.users ?? []).map(
      ({ metadata }) =>
        `/api/catalog/entities/by-name/user/default/${metadata.name}`,
    ),
  ];
  const deadline = Date.now() + FILL_LIMIT_MS;
  let problem: unknown;
  while (Date.now() < deadline) {
    try {
      if (!visitor.session) {
        await visitor.signIn(account);
      }
      while (paths.length > 0 && (await visitor.ask(paths[0])).ok) {
        paths.shift();
      }
      if (paths.length === 0) {
        visitor.leave();
        return;
      }
    } catch (error) {
      problem = error;
    }
    await setTimeout(200);
  }
  throw new Error(`The catalog was not filled: ${problem}`);
}

function pick(environment: NodeJS.ProcessEnv, names: string[]) {
  return Object.fromEntries(
    names.flatMap(name => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
