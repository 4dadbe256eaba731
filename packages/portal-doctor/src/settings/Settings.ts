import { Config } from '@backstage/config';
import { JsonObject, JsonValue } from '@backstage/types';

/** The configuration as it was found: reading a key never throws, whatever is there. */
export class Settings {
  /** All files laid on top of each other, as the backend sees them. */
  readonly data: JsonObject;
  /** The environment variables of the process. */
  readonly environment: Record<string, string | undefined>;

  constructor(
    config: Config,
    environment: Record<string, string | undefined> = {},
  ) {
    // Key by key, `Config` throws where one file has a text and another one an object.
    this.data = config.getOptional<JsonObject>() ?? {};
    this.environment = environment;
  }

  /** @returns the value as it was found; `undefined` for a key that is missing */
  value(key: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.data;
    for (const name of key.split(/[.[\]]+/).filter(Boolean)) {
      value = childOf(value, name);
    }
    return value;
  }

  /** @returns `undefined` for a key that is missing, empty or null */
  get(key: string): JsonValue | undefined {
    const value = this.value(key);
    const isEmpty = typeof value === 'string' && value.trim() === '';
    return value === null || isEmpty ? undefined : value;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** @returns the value as a text, for a number or a boolean too; `undefined` for anything else */
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
