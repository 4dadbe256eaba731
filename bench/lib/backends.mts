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

/** Filled catalogs are cached here. Raise the number when their content changes. */
const cache = join(root, '.cache/bench-sign-in/1');

/** A backend in the comparison. */
export interface Variant {
  name: string;
  module: 'ours' | 'published';
  /** Configuration in addition to the shared one. */
  provider: object;
  /** Whether it also contains the provider `floor`. */
  hasFloor?: boolean;
  /** Options for Node.js, in the format of `NODE_OPTIONS`. */
  nodeOptions?: string;
}

export const variants: Variant[] = [
  { name: 'published', module: 'published', provider: {} },
  { name: 'ours', module: 'ours', provider: {}, hasFloor: true },
  {
    name: 'ours with policy',
    module: 'ours',
    provider: { allowedWorkspaces: [workspace.slug] },
  },
];

/** Returns the name of a variant for identifiers. */
export function idOf({ name }: Variant): string {
  return name.replaceAll(' ', '-');
}

/** Starts helper processes, and ends all of them. */
export class Helpers {
  readonly #running = new Set<Helper>();
  readonly #signal: AbortSignal;

  /** @param signal - after its abort, no helper is started */
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
 * Creates the database of a catalog with the given number of users, once.
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

export interface BackendOptions {
  variant: Variant;
  port: number;
  /** An empty folder for this backend. */
  folder: string;
  /** From {@link prepareCatalog}. The backend uses a copy. */
  catalog: string;
  /** The database of each plugin except the catalog, which contains the sessions. */
  sessions: DatabaseConfig;
  /** Environment variables with which the backend uses the Bitbucket proxy. */
  proxy: Record<string, string>;
}

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
    // Background work of the catalog would distort the results.
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
      // Both modules send their requests to bitbucket.org and api.bitbucket.org.
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
