import { NotFoundError } from '@backstage/errors';

/**
 * The account has no identifier of the kind that a resolver goes by. The next resolver may try;
 * when none finds a User, the person reads this message.
 */
export class MissingIdentifierError extends NotFoundError {}

/**
 * The catalog, which ignores case, found a User whose value is not exactly that of the account. The next
 * resolver may try. The log names the User; the person does not read it.
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

/** The value of an annotation without spaces around it; `undefined` where nothing is left. */
export function readAnnotation(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}
