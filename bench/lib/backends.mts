import {
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { root } from 'tools/lib/workspace.mts';
import { Helper } from './messages.mts';
import { consumerOf, workspace } from './people.mts';
import type { DatabaseConfig } from './workspaceDatabases.mts';

/** Filled catalogs stay here. Raise the number when their content changes. */
const cache = join(root, '.cache/bench-sign-in/1');

/** One of the backends that are compared. */
export type Variant = {
  name: string;
  module: 'ours' | 'published';
  /** On top of the configuration that all have. */
  provider: object;
  /** Whether it also has the provider `floor`. */
  hasFloor?: boolean;
  /** For Node, as in `NODE_OPTIONS`. */
  nodeOptions?: string;
};

export const variants: Variant[] = [
  { name: 'published', module: 'published', provider: {} },
  { name: 'ours', module: 'ours', provider: {}, hasFloor: true },
  {
    name: 'ours with policy',
    module: 'ours',
    provider: { allowedWorkspaces: [workspace.slug] },
  },
];

/** The name of a variant in identifiers. */
export function idOf({ name }: Variant): string {
  return name.replaceAll(' ', '-');
}

/** Starts helpers, and ends them all. */
export class Helpers {
  readonly #running = new Set<Helper>();
  readonly #signal: AbortSignal;

  /** @param signal - after it, none is started any more */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  start(script: string, args: string[], env: Record<string, string> = {}) {
    this.#signal.throwIfAborted();
    const path = join(import.meta.dirname, script);
    const helper = new Helper(script, path, args, env);
    this.#running.add(helper);
    return helper;
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map(helper => helper.end()));
    this.#running.clear();
  }
}

/**
 * Makes the database of a catalog with that many users, once.
 *
 * @returns the path of the file
 */
export async function prepareCatalog(
  users: number,
  helpers: Helpers,
): Promise<string> {
  const file = join(cache, `catalog-${users}.sqlite`);
  if (existsSync(file)) {
    return file;
  }
  console.error(`Filling a catalog with ${users} users, once …`);
  const folder = join(cache, `filling-${users}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const config = {
    ...baseConfig(port, folder),
    catalog: { processingInterval: { hours: 24 } },
  };
  const filling = helpers.start(
    'backend.mts',
    ['--config', writeConfig(folder, config)],
    { BENCH_FILL: String(users) },
  );
  await filling.ready();
  await filling.end();
  renameSync(join(folder, 'catalog.sqlite'), file);
  rmSync(folder, { recursive: true, force: true });
  return file;
}

export type BackendOptions = {
  variant: Variant;
  port: number;
  /** An empty folder of its own. */
  folder: string;
  /** From {@link prepareCatalog}; it is copied. */
  catalog: string;
  /** Where the sessions are kept: the database of each plugin but the catalog. */
  sessions: DatabaseConfig;
  /** Variables with which the backend uses the proxy in Bitbucket's name. */
  proxy: Record<string, string>;
};

/** Starts a backend and waits until it is ready. */
export async function startBackend(
  options: BackendOptions,
  helpers: Helpers,
): Promise<Helper> {
  const { variant, port, folder, proxy } = options;
  mkdirSync(folder, { recursive: true });
  copyFileSync(options.catalog, join(folder, 'catalog.sqlite'));
  const { id, secret } = consumerOf(idOf(variant));
  const config = {
    ...baseConfig(port, folder, options.sessions),
    // What the catalog does by itself would be noise.
    catalog: { processingInterval: false },
    auth: {
      environment: 'bench',
      providers: {
        bitbucket: {
          bench: {
            clientId: id,
            clientSecret: secret,
            signIn: {
              resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }],
            },
            ...variant.provider,
          },
        },
        ...(variant.hasFloor && { floor: {} }),
      },
    },
  };
  const backend = helpers.start(
    'backend.mts',
    ['--config', writeConfig(folder, config)],
    {
      BENCH_MODULE: variant.module,
      BENCH_FLOOR: variant.hasFloor ? '1' : '',
      NODE_OPTIONS: [process.env.NODE_OPTIONS, variant.nodeOptions]
        .filter(Boolean)
        .join(' '),
      NODE_ENV: 'production',
      // Both modules believe that they talk to bitbucket.org and api.bitbucket.org.
      ...proxy,
    },
  );
  await backend.ready();
  return backend;
}

function baseConfig(port: number, folder: string, sessions?: DatabaseConfig) {
  const file = { client: 'better-sqlite3', connection: { directory: folder } };
  return {
    app: { baseUrl: 'http://localhost:3000' },
    backend: {
      baseUrl: `http://localhost:${port}`,
      listen: { host: '127.0.0.1', port },
      database: { ...(sessions ?? file), plugin: { catalog: file } },
    },
  };
}

function writeConfig(folder: string, config: object): string {
  const path = join(folder, 'app-config.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}
