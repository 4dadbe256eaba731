import {
  BitbucketAccount,
  BitbucketEmail,
  BitbucketWorkspaceAccess,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ProfileInfo } from '@backstage/plugin-auth-node';

/**
 * Who signed in, as Bitbucket tells it: what a sign-in resolver gets as `result.fullProfile`.
 *
 * @public
 */
export interface BitbucketProfile extends BitbucketAccount {
  /** The primary address, and only if it is confirmed: anyone can enter any address. */
  email?: string;
  /** All addresses, confirmed or not; empty where the consumer may not read them. */
  emails: BitbucketEmail[];
  /** All workspaces of the account; `undefined` where `allowedWorkspaces` is not configured. */
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

/** What the portal shows of the person. */
export function toProfileInfo(profile: BitbucketProfile): ProfileInfo {
  return {
    displayName: profile.displayName ?? profile.nickname,
    email: profile.email,
    picture: profile.avatarUrl,
  };
}

/**
 * Names the account in a sentence, so that the person can pass it on to whoever adds them. People
 * choose their names, and the sentence is a line of the log too: no control characters, no end.
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
