import { NotAllowedError } from '@backstage/errors';
import { type EndReason } from '../model/SessionRow';
import { type BitbucketProfile } from './profile';

/**
 * The portal rejects a known account. The account is for the audit log only. It is a private field, so
 * no serialized error contains it.
 */
export class AccountRefusedError extends NotAllowedError {
  readonly #profile: BitbucketProfile;
  readonly #userEntityRef: string | undefined;
  readonly #reason: EndReason | undefined;

  /**
   * @param message - for the user
   * @param options - `userEntityRef`: the user that the account would have become
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

  /** Why the sessions of the account end: the policy rejected the account itself, not its user. */
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
