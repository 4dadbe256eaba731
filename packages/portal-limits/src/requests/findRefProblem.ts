import { parseEntityRef } from '@backstage/catalog-model';

/**
 * Checks an entity reference in a body, for which a plugin returns status 500 if it is not valid.
 *
 * @returns a sentence for the user, or `undefined`. The plugin rejects a value that is not a text.
 */
export function findRefProblem(ref: unknown, name: string): string | undefined {
  if (typeof ref !== 'string') {
    return undefined;
  }
  try {
    parseEntityRef(ref, { defaultKind: 'any' });
    return undefined;
  } catch {
    return `The ${name} of the request is not an entity reference, such as template:default/new-service.`;
  }
}
