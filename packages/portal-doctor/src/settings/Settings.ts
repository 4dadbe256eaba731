import { type Config } from '@backstage/config';
import { type JsonObject, type JsonValue } from '@backstage/types';

/** The configuration as read. Reading a key never throws, whatever its value is. */
export class Settings {
  /** All files merged, as the backend reads them. */
  readonly data: JsonObject;
  /** The environment variables of the process. */
  readonly environment: Record<string, string | undefined>;

  constructor(
    config: Config,
    environment: Record<string, string | undefined> = {},
  ) {
    // `Config` throws for a single key if one file has a text and another file has an object.
    this.data = config.getOptional<JsonObject>() ?? {};
    this.environment = environment;
  }

  /** @returns the unprocessed value, or `undefined` if the key is missing */
  value(key: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.data;
    for (const name of key.split(/[.[\]]+/).filter(Boolean)) {
      value = childOf(value, name);
    }
    return value;
  }

  /** @returns `undefined` if the key is missing, empty or null */
  get(key: string): JsonValue | undefined {
    const value = this.value(key);
    const isEmpty = typeof value === 'string' && value.trim() === '';
    return value === null || isEmpty ? undefined : value;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** @returns a text, number or boolean as text, and `undefined` for other values */
  text(key: string): string | undefined {
    const value = this.get(key);
    return value === undefined || typeof value === 'object'
      ? undefined
      : String(value);
  }

  isTrue(key: string): boolean {
    return this.text(key) === 'true';
  }

  isFalse(key: string): boolean {
    return this.text(key) === 'false';
  }

  list(key: string): JsonValue[] {
    const value = this.get(key);
    return Array.isArray(value) ? value : [];
  }

  keys(key: string): string[] {
    const value = this.get(key);
    return isObject(value) ? Object.keys(value) : [];
  }

  /** Every value that is neither an object nor a list, with its full key. */
  *leaves(): Generator<{ key: string; value: JsonValue }> {
    yield* leavesOf(this.data, '');
  }
}

function childOf(
  value: JsonValue | undefined,
  name: string,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    return value[Number(name)];
  }
  return isObject(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}

function* leavesOf(
  value: JsonValue | undefined,
  key: string,
): Generator<{ key: string; value: JsonValue }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* leavesOf(item, `${key}[${index}]`);
    }
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      yield* leavesOf(item, key ? `${key}.${name}` : name);
    }
  } else if (value !== undefined && value !== null) {
    yield { key, value };
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
