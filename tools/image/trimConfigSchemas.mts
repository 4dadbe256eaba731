import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  [key: string]: unknown;
}

/** Parts of a schema that are not needed to determine visibility. */
const unread = ['description', 'required', 'default', 'examples', '$schema'];

/**
 * Removes unused parts of the configuration schemas in an image. A portal compiles the schemas twice at
 * its start, only to find out which values are secrets and which ones the front end can read. Most of
 * that time is for other keys. `yarn config:check` and `yarn config:doctor` validate the configuration.
 *
 * @param target - the assembled portal for the image
 * @param folders - folders of its packages, relative to the target
 */
export function trimConfigSchemas(target: string, folders: string[]): void {
  for (const folder of folders) {
    const file = join(target, folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const { configSchema } = manifest;
    const path = join(target, folder, String(configSchema));
    if (typeof configSchema === 'string' && !existsSync(path)) {
      throw new Error(
        `${path} is missing, so secrets of ${manifest.name} would be in the log. Compile a schema in TypeScript first: yarn build.`,
      );
    }
    if (configSchema) {
      const schema: Schema =
        typeof configSchema === 'string'
          ? JSON.parse(readFileSync(path, 'utf8'))
          : configSchema;
      manifest.configSchema = keepSecrets(schema);
      writeFileSync(file, JSON.stringify(manifest, null, 2));
    }
  }
  trimFrontend(join(target, 'packages/app/dist/.config-schema.json'));
}

/** Keeps the packages with front-end visibility in the front end's schema file for the backend. */
function trimFrontend(file: string): void {
  const serialized: { schemas: { value: Schema }[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  serialized.schemas = serialized.schemas.filter(({ value }) =>
    JSON.stringify(value).includes('"frontend"'),
  );
  writeFileSync(file, JSON.stringify(serialized));
}

/**
 * Returns a schema that only contains the secrets.
 *
 * @returns `undefined` for a schema without secrets
 */
export function keepSecrets(schema: Schema): Schema | undefined {
  if (!hasSecret(schema)) {
    return undefined;
  }
  const entries = Object.entries(schema)
    .filter(([key]) => !unread.includes(key))
    .map(([key, value]) => [
      key,
      key === 'properties' || key === 'patternProperties'
        ? keepSecretsOf(value as { [name: string]: Schema })
        : value,
    ]);
  return Object.fromEntries(entries);
}

function keepSecretsOf(properties: { [name: string]: Schema }) {
  return Object.fromEntries(
    Object.entries(properties)
      .map(([name, schema]) => [name, keepSecrets(schema)])
      .filter(([, schema]) => schema),
  );
}

/** A reference can lead to a secret. */
function hasSecret(schema: Schema): boolean {
  return /"secret"|"\$ref"/.test(JSON.stringify(schema));
}
