import type { BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import type { Postgres, Redis } from '@backstage-bitbucket/test-kit';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../portal/repository';
import {
  createConsumer,
  createPagesToken,
  createRepositoriesToken,
} from './credentials';
import type { Instance } from './Instance';

export interface RotationOptions {
  /** The variables of all instances. */
  environment: Record<string, string>;
  instances: Instance[];
  postgres: Postgres;
  redis: Redis;
  stub: BitbucketCloudStub;
  renewCertificate(): Promise<void>;
}

/** Renews all secrets of the deployment, with the statements of docs/operate/rotate-secrets.md. */
export class Rotation {
  readonly #options: RotationOptions;
  readonly #page = readFileSync(
    join(repository, 'docs/operate/rotate-secrets.md'),
    'utf8',
  );
  /** What the page does after the restart. */
  readonly #afterwards: (() => unknown)[] = [];

  constructor(options: RotationOptions) {
    this.#options = options;
  }

  /** The steps of all sections until the restart. */
  async begin(): Promise<void> {
    const { environment, redis, stub } = this.#options;
    const changes: Record<string, string> = {};

    changes.AUTH_BITBUCKET_CLIENT_SECRET = createSecret();
    stub.registerClient(
      createConsumer(
        environment.APP_BASE_URL,
        changes.AUTH_BITBUCKET_CLIENT_SECRET,
      ),
    );

    changes.POSTGRES_USER = 'quayside_2';
    changes.POSTGRES_PASSWORD = createSecret();
    const [create, disable] = this.#read('Password of PostgreSQL', 'sql');
    await this.#query(
      create.replace('<new password>', changes.POSTGRES_PASSWORD),
    );
    this.#afterwards.push(() => this.#query(disable));

    const cache = new URL(environment.REDIS_URL);
    const [add, remove] = this.#read('Password of Redis', 'text');
    const old = cache.password;
    cache.password = createSecret();
    changes.REDIS_URL = cache.href;
    await redis.run(add.replace('<new password>', cache.password));
    this.#afterwards.push(() =>
      redis.run(remove.replace('<old password>', old)),
    );

    changes.BITBUCKET_WEBHOOK_SECRET = createSecret();
    changes.BITBUCKET_WEBHOOK_SECRET_PREVIOUS =
      environment.BITBUCKET_WEBHOOK_SECRET;

    for (const [name, createToken] of [
      ['BITBUCKET_PAGES_TOKEN', createPagesToken],
      ['BITBUCKET_CLOUD_TOKEN', createRepositoriesToken],
    ] as const) {
      changes[name] = createSecret();
      stub.registerAccessToken(createToken(changes[name]));
      const oldToken = environment[name];
      this.#afterwards.push(() => stub.revokeAccessToken(oldToken));
    }

    // The instances read them when they start.
    this.#options.instances.forEach(instance =>
      Object.assign(instance.environment, changes),
    );
    this.#afterwards.push(() => Object.assign(environment, changes));
  }

  /** The steps of all sections after the restart. */
  async end(): Promise<void> {
    for (const step of this.#afterwards.splice(0)) {
      await step();
    }
    await this.#options.renewCertificate();
  }

  async #query(statements: string): Promise<void> {
    for (const statement of statements.split(';').filter(each => each.trim())) {
      await this.#options.postgres.query(statement);
    }
  }

  /** Returns the code blocks of a section, in a language. */
  #read(section: string, language: string): string[] {
    const text = this.#page
      .split(/^## /m)
      .find(each => each.startsWith(section));
    const blocks = (text ?? '').matchAll(
      new RegExp(`^ *\`\`\`${language}\\n(.*?)\`\`\`$`, 'gms'),
    );
    return [...blocks].map(([, code]) => code.trim());
  }
}

function createSecret(): string {
  return randomBytes(24).toString('hex');
}
