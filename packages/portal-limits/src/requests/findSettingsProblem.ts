import { type Request } from 'express';

/**
 * Checks a request for several settings of a user. The plugin returns status 500 for a body that is not valid.
 *
 * @returns a sentence for the user, or `undefined`
 */
export function findSettingsProblem({
  body,
  path,
}: Pick<Request, 'body' | 'path'>): string | undefined {
  const items = body?.items;
  const isValid =
    Array.isArray(items) &&
    items.every(
      item => typeof item?.bucket === 'string' && typeof item.key === 'string',
    );
  return /^\/multiget\/?$/i.test(path) && !isValid
    ? 'The request has no list of items, or an item whose bucket or key is not a text.'
    : undefined;
}
