import {
  type BitbucketAccount,
  type BitbucketEmail,
  type BitbucketWorkspaceAccess,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type ProfileInfo } from '@backstage/plugin-auth-node';

/**
 * The account that signed in, as Bitbucket returns it. A sign-in resolver receives it as
 * `info.result.fullProfile`.
 *
 * @public
 */
export interface BitbucketProfile extends BitbucketAccount {
  /** The primary address, only if it is confirmed: users can enter any address. */
  email?: string;
  /** All addresses, confirmed or not. Empty if the consumer lacks the permission to read them. */
  emails: BitbucketEmail[];
  /** All workspaces of the account; `undefined` if `allowedWorkspaces` is not configured. */
  workspaces?: BitbucketWorkspaceAccess[];
}

/** Returns the profile of an account. */
export function createProfile(
  account: BitbucketAccount,
  emails: BitbucketEmail[],
  workspaces?: BitbucketWorkspaceAccess[],
): BitbucketProfile {
  const primary = emails.find(email => email.primary && email.confirmed);
  return { ...account, email: primary?.address, emails, workspaces };
}

/** Returns the profile that the portal displays. */
export function toProfileInfo(profile: BitbucketProfile): ProfileInfo {
  return {
    displayName: profile.displayName ?? profile.nickname,
    email: profile.email,
    picture: profile.avatarUrl,
  };
}

/**
 * Describes the account in a sentence, so that the user can send it to an administrator. Users choose
 * their names, and the sentence is also a log line. Therefore it removes control characters and limits
 * the length.
 */
export function describeAccount(profile: BitbucketProfile): string {
  const { displayName, nickname, username, uuid } = profile;
  const letters = (displayName ?? nickname ?? username ?? '').replace(
    /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu,
    ' ',
  );
  const name = [...letters].slice(0, 100).join('').trim();
  return name ? `${name} (${uuid})` : uuid;
}
