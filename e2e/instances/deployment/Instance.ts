import { ChildServer } from '@backstage-bitbucket/test-kit';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { catalogLocations, company } from '../../portal/company';
import { repository } from '../../portal/repository';
import {
  bundleDirectory,
  productionEnvironment,
} from '../../portal/unpackBundle';
import { writeShippedConfig } from '../../portal/writeShippedConfig';

/**
 * The values of app-config.production.yaml, which a fork can replace: an instance in a test must never
 * connect to the servers of the company.
 */
const fromEnvironment = {
  app: { ...company.app, baseUrl: '${APP_BASE_URL}' },
  backend: {
    baseUrl: '${APP_BASE_URL}',
    database: {
      connection: {
        host: '${POSTGRES_HOST}',
        port: '${POSTGRES_PORT}',
        database: '${POSTGRES_DATABASE:-backstage}',
        user: '${POSTGRES_USER}',
        password: '${POSTGRES_PASSWORD}',
        ssl: { rejectUnauthorized: true, ca: '${POSTGRES_CA}' },
      },
    },
    cache: { connection: { url: '${REDIS_URL}' } },
    rateLimit: { store: { type: 'redis', connection: '${REDIS_URL}' } },
  },
  bitbucketCloud: {
    workspaces: {
      main: {
        workspace: '${BITBUCKET_WORKSPACE}',
        workspaceAccessToken: '${BITBUCKET_PAGES_TOKEN}',
      },
    },
  },
  integrations: {
    bitbucketCloud: [
      {
        username: '${BITBUCKET_CLOUD_USERNAME}',
        token: '${BITBUCKET_CLOUD_TOKEN}',
      },
    ],
  },
  auth: {
    environment: 'production',
    providers: {
      bitbucket: {
        production: {
          clientId: '${AUTH_BITBUCKET_CLIENT_ID}',
          clientSecret: '${AUTH_BITBUCKET_CLIENT_SECRET}',
          signIn: {
            resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }],
          },
        },
      },
    },
  },
};

/** One of several backends: the production build with the production configuration. */
export class Instance {
  readonly server: ChildServer;
  readonly url: string;
  /** Its configuration files and environment. */
  readonly configs: string[];
  readonly environment: Record<string, string>;

  constructor(
    readonly port: number,
    options: {
      directory: string;
      /** The environment variables that docs/production.md requires, and those of the test. */
      environment: Record<string, string>;
      /** Catalog files in addition to those of the test company. */
      catalogFiles: string[];
    },
  ) {
    this.url = `http://127.0.0.1:${port}`;
    const overlay = join(options.directory, `app-config.${port}.json`);
    writeFileSync(
      overlay,
      JSON.stringify({
        ...company,
        ...fromEnvironment,
        backend: {
          ...fromEnvironment.backend,
          // In production, each instance has its own machine or container. Here they share one.
          listen: { port },
          trustProxy: 1,
        },
        catalog: { locations: catalogLocations(options.catalogFiles) },
        // The default is several minutes.
        scaffolder: {
          ...company.scaffolder,
          taskTimeout: '10s',
          taskTimeoutJanitorFrequency: '5s',
        },
      }),
    );
    this.configs = [
      ...['app-config.yaml', 'app-config.production.yaml'].map(name =>
        writeShippedConfig(name, options.directory),
      ),
      overlay,
    ];
    this.environment = { ...options.environment, ...productionEnvironment() };
    this.server = new ChildServer({
      command: process.execPath,
      args: [
        join(bundleDirectory(), 'packages/backend'),
        ...this.configs.flatMap(file => ['--config', file]),
      ],
      logFile: join(options.directory, `instance-${port}.log`),
      options: { cwd: repository, env: this.environment },
      lastSignal: 'SIGKILL',
      ready: () => this.isReady(),
    });
  }

  /** The address in the configuration of the proxy. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Returns the result of a readiness probe. */
  async isReady(): Promise<boolean> {
    const answer = await fetch(
      `${this.url}/.backstage/health/v1/readiness`,
    ).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok ?? false;
  }

  /**
   * Returns the status for a request that bypasses the proxy, from an address of the loopback network.
   */
  async statusFor(address: string, path: string): Promise<number | undefined> {
    const outgoing = get(`${this.url}${path}`, { localAddress: address });
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
    incoming.resume();
    return incoming.statusCode;
  }

  /** Sends a request to this instance, bypassing the proxy. */
  ask(path: string, token?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  }
}
