/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [key: string]: Json };

/**
 * Applies the parameter `fields`, a comma-separated list of paths: `-a.b` removes a field,
 * `+a.b` adds a field that the endpoint omits by default, and a path without a sign selects only that field. `*`
 * matches every field of one level.
 *
 * Source: https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-response
 *
 * @param body - The response without the parameter.
 * @param full - The response with all fields that can be added.
 */
export function selectFields(parameter: string, body: Json, full: Json): Json {
  const paths = parameter.split(',').filter(path => path !== '');
  const startsFromNothing = paths.some(path => !/^[+-]/.test(path));
  return paths.reduce<Json>(
    (result, path) => {
      const keys = path.replace(/^[+-]/, '').split('.');
      return path.startsWith('-')
        ? remove(result, keys)
        : add(result, body, full, keys) ?? result;
    },
    startsFromNothing && paths.length > 0 ? {} : body,
  );
}

function add(
  result: Json | undefined,
  body: Json | undefined,
  full: Json,
  [key, ...rest]: string[],
): Json | undefined {
  if (key === undefined) {
    // An object that is added as a whole has its default fields.
    return body ?? full;
  }
  if (Array.isArray(full)) {
    return full.flatMap((item, index) => {
      const keys = [key, ...rest];
      return add(at(result, index), at(body, index), item, keys) ?? [];
    });
  }
  if (!isObject(full)) {
    return result;
  }
  const sum: { [key: string]: Json } = isObject(result) ? { ...result } : {};
  for (const each of key === '*' ? Object.keys(full) : [key]) {
    if (Object.hasOwn(full, each)) {
      const value = add(sum[each], at(body, each), full[each], rest);
      if (value !== undefined) {
        sum[each] = value;
      }
    }
  }
  return sum;
}

function remove(value: Json, [key, ...rest]: string[]): Json {
  if (Array.isArray(value)) {
    return value.map(item => remove(item, [key, ...rest]));
  }
  if (!isObject(value)) {
    return value;
  }
  const left = { ...value };
  for (const each of key === '*' ? Object.keys(left) : [key]) {
    if (Object.hasOwn(left, each)) {
      if (rest.length === 0) {
        delete left[each];
      } else {
        left[each] = remove(left[each], rest);
      }
    }
  }
  return left;
}

function at(value: Json | undefined, key: string | number): Json | undefined {
  return typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, key)
    ? (value as { [key: string]: Json })[key]
    : undefined;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
