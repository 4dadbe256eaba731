import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  describeRemedy,
  formatCount,
  type LimitName,
  type Limits,
} from '../limits/limits';

/**
 * Backstage's front end requests an entity once per relation to it. Two entities can have several
 * relations.
 */
const MOST_REPEATS = 5;

/**
 * Checks the length of a list in a request. A plugin reads data for each item, so a short request can
 * cause much work and a long response.
 *
 * @param list - as parsed from JSON. The plugin rejects other values.
 * @returns a sentence for the user, or `undefined` if the list is within the limit
 */
export function findListProblem(
  list: unknown,
  name: LimitName & `lists.${string}`,
  limits: Limits,
): string | undefined {
  const most = limits[name];
  return Array.isArray(list) && list.length > most
    ? `The request has a list of more than ${formatCount(most)} ${
        most === 1 ? 'item' : 'items'
      }. ${describeRemedy(name, 'Use several requests.')}`
    : undefined;
}

/**
 * Checks entity references in the body of a request. The catalog returns an entity for each of them,
 * even if they are equal.
 *
 * @returns a sentence for the user, or `undefined` if the references are within the limits
 */
export function findRefsProblem(
  body: unknown,
  limits: Limits,
): string | undefined {
  const refs = (body as { entityRefs?: unknown } | undefined)?.entityRefs;
  const problem = findListProblem(refs, 'lists.entityRefs', limits);
  if (problem || !Array.isArray(refs)) {
    return problem;
  }
  return findRepeats(refs, 'entity reference');
}

function findRepeats(refs: unknown[], what: string): string | undefined {
  const texts = refs.filter(item => typeof item === 'string').map(normalize);
  const repeated = findRepeatedText(texts);
  return repeated === undefined
    ? undefined
    : `The request has the ${what} ${repeated.slice(
        0,
        100,
      )} more than ${MOST_REPEATS} times. Send it once.`;
}

function findRepeatedText(texts: string[]): string | undefined {
  const counts = new Map<string, number>();
  return texts.find(text => {
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return count > MOST_REPEATS;
  });
}

/**
 * Checks the settings that a request reads. The plugin returns a value for each of them, even if they
 * are equal.
 *
 * @returns a sentence for the user, or `undefined`
 */
export function findRepeatedSetting(items: unknown): string | undefined {
  const texts = (Array.isArray(items) ? items : []).map(item =>
    JSON.stringify([item?.bucket, item?.key]),
  );
  return findRepeatedText(texts) === undefined
    ? undefined
    : `The request has the same setting more than ${MOST_REPEATS} times. Send it once.`;
}

function normalize(ref: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(ref));
  } catch {
    // The catalog rejects it.
    return ref;
  }
}

/**
 * Checks the permissions in a request, each of which can be for many resources. A plugin reads each
 * resource, even if they are equal.
 *
 * @returns a sentence for the user, or `undefined` if the permissions are within the limits
 */
export function findPermissionsProblem(
  body: unknown,
  limits: Limits,
): string | undefined {
  const { items } = { ...(body as object) } as { items?: unknown };
  const resources = Array.isArray(items)
    ? items.flatMap(item => {
        const refs = [item?.resourceRef].flat();
        return refs.length > 0 ? refs : [undefined];
      })
    : undefined;
  const problem = findListProblem(resources, 'lists.permissions', limits);
  return problem ?? findRepeatsOfPermissions(Array.isArray(items) ? items : []);
}

/**
 * A request can contain the same resource with several permissions, for example from the page of an
 * entity.
 */
function findRepeatsOfPermissions(items: unknown[]): string | undefined {
  const refs = new Map<unknown, unknown[]>();
  for (const item of items) {
    const { permission, resourceRef } = { ...(item as object) } as {
      permission?: { name?: unknown };
      resourceRef?: unknown;
    };
    const name = permission?.name;
    refs.set(name, [refs.get(name) ?? [], resourceRef ?? []].flat(2));
  }
  return [...refs.values()]
    .map(list => findRepeats(list, 'resource of a permission'))
    .find(Boolean);
}
