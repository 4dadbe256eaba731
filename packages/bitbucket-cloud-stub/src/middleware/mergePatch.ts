/** Returns whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Applies a JSON Merge Patch, as defined in section 2 of RFC 7396; changes no argument. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) {
    return patch;
  }
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(field);
    } else {
      merged.set(field, mergePatch(merged.get(field), value));
    }
  }
  return Object.fromEntries(merged);
}
