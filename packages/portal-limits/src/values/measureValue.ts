/** Limits of a value. */
export interface ValueBounds {
  /** Maps, lists and the values in them, including the value itself. */
  values: number;
  /** Nested maps and lists. */
  depth: number;
  /** Bytes of all keys and texts as JSON, {@link measureText}. Default: no limit. */
  size?: number;
  /**
   * Characters of the paths to all values, such as `spec.profile.email`. A key counts for each value
   * below it, as in the search table of the catalog. Default: no limit.
   */
  paths?: number;
}

/** A map or a list, and the number of characters of the path to it. */
interface Container {
  value: object;
  path: number;
}

/**
 * Counts the maps, lists and values of a parsed value, and stops as soon as a bound is exceeded. An
 * object that is referenced twice counts twice, because JSON contains it twice.
 *
 * This function is not recursive, so that a deep value cannot exhaust the stack.
 *
 * @returns the name of the exceeded bound, or `undefined`
 */
export function findExceededBound(
  value: unknown,
  bounds: ValueBounds,
): keyof ValueBounds | undefined {
  const { size = Infinity, paths = Infinity } = bounds;
  let count = 1;
  let pathCharacters = 0;
  let bytes = measureText(value);
  let level: Container[] = isObject(value) ? [{ value, path: 0 }] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > bounds.depth) {
      return 'depth';
    }
    const next: Container[] = [];
    for (const container of level) {
      for (const [key, child] of Object.entries(container.value)) {
        count++;
        if (count > bounds.values) {
          return 'values';
        }
        bytes += size === Infinity ? 0 : measureText(key) + measureText(child);
        if (bytes > size) {
          return 'size';
        }
        const path = container.path + key.length + 1;
        pathCharacters += path;
        if (pathCharacters > paths) {
          return 'paths';
        }
        if (isObject(child)) {
          next.push({ value: child, path });
        }
      }
    }
    level = next;
  }
  return undefined;
}

/**
 * Returns the bytes of a text in JSON without its quotes, or 0 for another value. The catalog stores JSON, in
 * which a control character has six bytes.
 */
export function measureText(value: unknown): number {
  return typeof value === 'string'
    ? Buffer.byteLength(JSON.stringify(value)) - 2
    : 0;
}

/** Counts the maps, lists and values of a parsed value, including the value itself. */
export function countValues(value: unknown): number {
  return isObject(value)
    ? Object.values(value).reduce<number>(
        (sum, child) => sum + countValues(child),
        1,
      )
    : 1;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
