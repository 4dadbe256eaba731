import { NotFoundError } from '@backstage/errors';

/**
 * The account has no identifier of the kind that a resolver compares. The provider tries the next
 * resolver. If none finds a user, the user reads this message.
 */
export class MissingIdentifierError extends NotFoundError {}

/**
 * The catalog, which ignores case, found a user whose value differs from that of the account. The
 * provider tries the next resolver. The log names the user, but the response does not.
 */
export class NearMissError extends NotFoundError {
  readonly #note: string;

  /** @param note - a sentence for the operator */
  constructor(note: string) {
    super('No user matches exactly');
    this.#note = note;
  }

  get note(): string {
    return this.#note;
  }
}

/** Returns the value of an annotation without surrounding spaces, or `undefined` if it is empty. */
export function readAnnotation(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}
