import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const KEY = 'permission.administrators';

/**
 * Reads who may do everything.
 *
 * @returns full references in lower case; none where nobody is named
 * @throws InputError that names the key, what it found and what it wants
 */
export function readAdministrators(config: Config): string[] {
  const value = config.getOptional(KEY) ?? [];
  if (!Array.isArray(value)) {
    throw new InputError(
      `${KEY} is not a list. List groups and users, as in [group:default/platform].`,
    );
  }
  return value.map((item, index) => {
    const ref = parse(item);
    if (!ref || !/^(group|user)$/i.test(ref.kind)) {
      throw new InputError(
        `${KEY}[${index}] is ${JSON.stringify(
          item,
        )}, which is neither a group nor a user. Give a full reference, as in group:default/platform.`,
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
