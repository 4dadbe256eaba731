import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const KEY = 'permission.administrators';

/**
 * Reads the administrators.
 *
 * @returns full references in lower case; empty if none are configured
 * @throws InputError that names the key, its value and the expected value
 */
export function readAdministrators(config: Config): string[] {
  const value = config.getOptional(KEY) ?? [];
  if (!Array.isArray(value)) {
    throw new InputError(
      `${KEY} is not a list. List groups and users, for example [group:default/platform].`,
    );
  }
  return value.map((item, index) => {
    const ref = parse(item);
    if (!ref || !/^(group|user)$/i.test(ref.kind)) {
      throw new InputError(
        `${KEY}[${index}] is ${JSON.stringify(
          item,
        )}, which is neither a group nor a user. Use a full reference, for example group:default/platform.`,
      );
    }
    return stringifyEntityRef(ref).toLocaleLowerCase('en-US');
  });
}

function parse(item: unknown) {
  try {
    return parseEntityRef(item as string);
  } catch {
    return undefined;
  }
}
