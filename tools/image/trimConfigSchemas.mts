import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  [key: string]: unknown;
}

/** Parts of a schema that explain it. */
const explanations = ['description', 'default', 'examples', '$schema'];

/** What can make a schema mark values: a visibility, or a reference to a schema with one. */
const marks = {
  secret: /"secret"|"\$ref"/,
  frontend: /"frontend"|"\$ref"/,
};
type Visibility = keyof typeof marks;

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
      manifest.configSchema = keepVisible(schema, 'secret');
      writeFileSync(file, JSON.stringify(manifest, null, 2));
    }
  }
  trimFrontend(join(target, 'packages/app/dist/.config-schema.json'));
}

/** Trims the front end's schema file for the backend. */
function trimFrontend(file: string): void {
  const serialized: { schemas: { value: Schema }[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  serialized.schemas = serialized.schemas.flatMap(({ value, ...rest }) => {
    const kept = keepVisible(value, 'frontend');
    return kept ? [{ ...rest, value: kept }] : [];
  });
  writeFileSync(file, JSON.stringify(serialized));
}

/**
 * Returns a schema that only contains the values with a visibility.
 *
 * @returns `undefined` for a schema without such values
 */
export function keepVisible(
  schema: Schema,
  visibility: Visibility,
): Schema | undefined {
  if (!marks[visibility].test(JSON.stringify(schema))) {
    return undefined;
  }
  const entries = Object.entries(schema)
    .filter(([key]) => key !== 'required' && !explanations.includes(key))
    .map(([key, value]) => [key, keepPart(key, value, visibility)]);
  return Object.fromEntries(entries);
}

function keepPart(key: string, value: unknown, visibility: Visibility) {
  if (key === 'properties' || key === 'patternProperties') {
    const kept = Object.entries(value as { [name: string]: Schema })
      .map(([name, schema]) => [name, keepVisible(schema, visibility)])
      .filter(([, schema]) => schema);
    return Object.fromEntries(kept);
  }
  if (isSchema(value) && (key === 'items' || key === 'additionalProperties')) {
    // A list or map of values without this visibility still is one.
    return keepVisible(value, visibility) ?? {};
  }
  // Alternatives stay complete, because a value must match the right one.
  return withoutExplanations(value);
}

function withoutExplanations(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutExplanations);
  }
  if (!isSchema(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, each]) =>
          !(explanations.includes(key) && typeof each === 'string'),
      )
      .map(([key, each]) => [key, withoutExplanations(each)]),
  );
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
