import { resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { loadSettings } from '../settings/loadSettings';
import { Settings } from '../settings/Settings';

/**
 * A configuration file for the tests. Each company changes the files at the top of the repository, so
 * the tests do not use them.
 */
export const testConfig = (name: string) =>
  require.resolve(`@backstage-bitbucket/test-kit/config/${name}`);

/** The package.json of the backend. */
export const packageFile = resolve(__dirname, '../../../backend/package.json');

/** The configuration files of a production start. */
export const productionArguments = [
  'app-config.yaml',
  'app-config.production.yaml',
].flatMap(file => ['--config', testConfig(file)]);

/** All required environment variables of a portal, without sample values. */
export const goodEnvironment = {
  NODE_ENV: 'production',
  APP_BASE_URL: 'https://portal.quayside.test',
  POSTGRES_HOST: 'database.quayside.test',
  POSTGRES_PORT: '5432',
  POSTGRES_USER: 'quayside',
  POSTGRES_PASSWORD: 'p-9fJ2kq7Lx0Zw',
  REDIS_URL: 'rediss://:r-4hT8vB1nQs6Y@cache.quayside.test:6380',
  AUTH_BITBUCKET_CLIENT_ID: 'kT3mZ8qLw5Rb2NcXyV',
  AUTH_BITBUCKET_CLIENT_SECRET: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
};

/** Returns an object with a value at a key such as `a.b.c`. */
export function at(key: string, value: unknown): JsonObject {
  return key
    .split('.')
    .reduceRight<unknown>(
      (inner, name) => ({ [name]: inner }),
      value,
    ) as JsonObject;
}

/**
 * Runs a function with other environment variables, from which the configuration files take their
 * values.
 */
export async function withEnvironment<T>(
  environment: Record<string, string | undefined>,
  run: () => Promise<T>,
): Promise<T> {
  const before = process.env;
  process.env = { ...before, ...environment };
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) {
      delete process.env[name];
    }
  }
  try {
    return await run();
  } finally {
    process.env = before;
  }
}

/** Returns settings that are fit for production, with other settings on top of them. */
export async function productionSettings(
  changes: JsonObject = {},
  environment: Record<string, string | undefined> = {},
): Promise<Settings> {
  const variables = { ...goodEnvironment, ...environment };
  return withEnvironment(variables, async () => {
    const { settings } = await loadSettings(productionArguments, variables);
    return new Settings(
      ConfigReader.fromConfigs([
        { context: 'files', data: settings.data },
        { context: 'changes', data: changes },
      ]),
      variables,
    );
  });
}
