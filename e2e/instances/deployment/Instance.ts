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
import { ChildServer } from './ChildServer';

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
        // In production each has a machine or a container of its own, and here they share one.
        backend: { listen: { port } },
        // A fast machine signs the same few people in more often than Bitbucket would allow.
        auth: {
          providers: {
            bitbucket: { production: { sessions: { callsPerHour: 100_000 } } },
          },
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
        join(repository, name),
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
      isReady: () => this.isReady(),
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
