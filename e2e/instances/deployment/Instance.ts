import { ChildServer } from '@backstage-bitbucket/test-kit';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { catalogLocations, company } from '../../portal/company';
import { repository } from '../../portal/repository';
import {
  bundleDirectory,
  productionEnvironment,
} from '../../portal/unpackBundle';
import { writeShippedConfig } from '../../portal/writeShippedConfig';

/**
 * As app-config.production.yaml has it, and a fork may not: an instance of the tests must never reach the servers of
 * the company.
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

/** One backend of several: the production build with the configuration of production. */
export class Instance {
  readonly server: ChildServer;
  readonly url: string;
  /** The files of its configuration, and its environment. */
  readonly configs: string[];
  readonly environment: Record<string, string>;

  constructor(
    readonly port: number,
    options: {
      directory: string;
      /** What docs/production.md says has to be in the environment, and what the test needs. */
      environment: Record<string, string>;
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
          // In production each has a machine or a container of its own, and here they share one.
          listen: { port },
          trustProxy: 1,
        },
        catalog: { locations: catalogLocations(['waiting-template.yaml']) },
        // The portal waits for minutes.
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

  /** As the proxy names it. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** What a probe hears. */
  async isReady(): Promise<boolean> {
    const answer = await fetch(
      `${this.url}/.backstage/health/v1/readiness`,
    ).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok ?? false;
  }

  /** The status of an answer to somebody who comes past the proxy from an address of the loopback network. */
  async statusFor(address: string, path: string): Promise<number | undefined> {
    const outgoing = get(`${this.url}${path}`, { localAddress: address });
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
    incoming.resume();
    return incoming.statusCode;
  }

  /** Asks this instance, past the proxy. */
  ask(path: string, token?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  }
}
