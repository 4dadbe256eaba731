import { NotAllowedError } from '@backstage/errors';
import { EndReason } from '../model/SessionRow';
import { BitbucketProfile } from './profile';

/**
 * A refusal of an account that is known. The account is for the audit log: as a private field
 * it is in no answer that an error is made into.
 */
export class AccountRefusedError extends NotAllowedError {
  readonly #profile: BitbucketProfile;
  readonly #userEntityRef: string | undefined;
  readonly #reason: EndReason | undefined;

  /**
   * @param message - what the person reads
   * @param options - `userEntityRef`: the User that the account would have become
   */
  constructor(
    message: string,
    profile: BitbucketProfile,
    options: { userEntityRef?: string; reason?: EndReason } = {},
  ) {
    super(message);
    this.#profile = profile;
    this.#userEntityRef = options.userEntityRef;
    this.#reason = options.reason;
  }

  /** Why sessions of the account end: the policy refused the account itself, and not its User. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  get profile(): BitbucketProfile {
    return this.#profile;
  }

  get userEntityRef(): string | undefined {
    return this.#userEntityRef;
  }
}
