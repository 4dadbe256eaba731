import { NotAllowedError } from '@backstage/errors';
import { BitbucketProfile } from './profile';

/**
 * A refusal of an account that is known. The account is for the audit log: as a private field
 * it is in no answer that an error is made into.
 */
export class AccountRefusedError extends NotAllowedError {
  readonly #profile: BitbucketProfile;
  readonly #userEntityRef: string | undefined;

  /**
   * @param message - what the person reads
   * @param userEntityRef - the User that the account would have become
   */
  constructor(
    message: string,
    profile: BitbucketProfile,
    userEntityRef?: string,
  ) {
    super(message);
    this.#profile = profile;
    this.#userEntityRef = userEntityRef;
  }

  get profile(): BitbucketProfile {
    return this.#profile;
  }

  get userEntityRef(): string | undefined {
    return this.#userEntityRef;
  }
}
