import { NotAllowedError } from '@backstage/errors';
import { BitbucketProfile } from './profile';

/**
 * A refusal of an account that is known. The account is for the audit log: as a private field
 * it is in no answer that an error is made into.
 */
export class AccountRefusedError extends NotAllowedError {
  readonly #profile: BitbucketProfile;

  /** @param message - what the person reads */
  constructor(message: string, profile: BitbucketProfile) {
    super(message);
    this.#profile = profile;
  }

  get profile(): BitbucketProfile {
    return this.#profile;
  }
}
