import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Schema = { [key: string]: unknown };

/** What a schema that is asked for nothing but visibility does not need. */
const unread = ['description', 'required', 'default', 'examples', '$schema'];

/**
 * Takes from the configuration schemas in an image what nobody asks of them there. A portal that runs
 * compiles them twice at its start, and most of that time is for keys of which it wants to know
 * nothing: it asks which values are secrets, to keep them out of the log, and which ones the front end
 * may see. Whether the configuration is right, `yarn config:check` and `yarn config:doctor` have said.
 *
 * @param target - the portal as it is laid out for the image
 * @param folders - of its packages, relative to that
 */
export function trimConfigSchemas(target: string, folders: string[]): void {
  for (const folder of folders) {
    const file = join(target, folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const { configSchema } = manifest;
    const path = join(target, folder, String(configSchema));
    if (typeof configSchema === 'string' && !existsSync(path)) {
      throw new Error(
        `${path} is missing, so secrets of ${manifest.name} would be in the log. A schema in TypeScript has to be compiled before: yarn build.`,
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

/** Of what the build of the front end left for the backend, the packages that show it anything. */
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
 * A schema that finds the same secrets, and knows of nothing else.
 *
 * @returns nothing for a schema without secrets
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

/** A reference may lead to one. */
function hasSecret(schema: Schema): boolean {
  return /"secret"|"\$ref"/.test(JSON.stringify(schema));
}
