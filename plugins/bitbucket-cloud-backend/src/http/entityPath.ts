import { InputError } from '@backstage/errors';

/** The path of all routes about an entity. */
export const ENTITY_PATH = '/entities/:kind/:namespace/:name';

const UUID = /^\{[0-9a-f-]{36}\}$/i;

/** Returns a parameter of the path, in lower case. */
export function readUuid(
  params: Record<string, string>,
  name: 'uuid' | 'step',
): string {
  if (!UUID.test(params[name])) {
    throw new InputError(
      `The ${name === 'uuid' ? 'pipeline' : name} must be a uuid in braces`,
    );
  }
  return params[name].toLowerCase();
}
