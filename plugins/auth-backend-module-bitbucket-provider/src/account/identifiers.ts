import { NotFoundError } from '@backstage/errors';

/**
 * The account has no identifier of the kind that a resolver goes by. The next resolver may try;
 * when none finds a User, the person reads this message.
 */
export class MissingIdentifierError extends NotFoundError {}

/** With braces and in lower case, as the uuid of an account is. */
export function normalizeUuid(uuid: string): string {
  return `{${uuid
    .trim()
    .replace(/^\{|\}$/g, '')
    .toLowerCase()}}`;
}
