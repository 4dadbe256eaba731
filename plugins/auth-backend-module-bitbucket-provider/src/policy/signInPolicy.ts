import {
  ConfigProblemError,
  normalizeBitbucketUuid,
  type BitbucketWorkspaceAccess,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { type BitbucketProfile, describeAccount } from '../account/profile';
import { type EndReason } from '../model/SessionRow';

/**
 * Which accounts can sign in, regardless of the catalog.
 *
 * @public
 */
export interface SignInPolicy {
  /** Slugs and uuids in braces, in lower case; `undefined` accepts every workspace. */
  allowedWorkspaces?: string[];
  /** Whether Bitbucket must report two-step verification for the account. */
  requireTwoFactorAuthentication: boolean;
}

const SLUG = /^[a-z0-9_][a-z0-9_.-]*$/i;
const UUID = /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;
/** It would be a valid slug that matches no workspace. */
const UUID_WITHOUT_BRACES = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads the policy of one auth environment.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the key, its value and the expected value
 */
export function readSignInPolicy(config: Config, key: string): SignInPolicy {
  return {
    allowedWorkspaces: readAllowedWorkspaces(config, key),
    requireTwoFactorAuthentication: readTwoFactor(config, key),
  };
}

/** Describes which accounts a policy accepts, for the log. */
export function describePolicy({
  allowedWorkspaces,
  requireTwoFactorAuthentication,
}: SignInPolicy): string {
  return [
    allowedWorkspaces
      ? `members of ${allowedWorkspaces.join(' or ')} only`
      : 'all accounts',
    requireTwoFactorAuthentication
      ? 'with two-step verification only'
      : 'with or without two-step verification',
  ].join(', ');
}

export function readTwoFactor(config: Config, key: string): boolean {
  try {
    return config.getOptionalBoolean('requireTwoFactorAuthentication') ?? false;
  } catch {
    throw new ConfigProblemError({
      key: `${key}.requireTwoFactorAuthentication`,
      found: 'is neither true nor false',
      remedy: 'Write one of the two, without quotes.',
    });
  }
}

export function readAllowedWorkspaces(
  config: Config,
  key: string,
): string[] | undefined {
  return config.has('allowedWorkspaces')
    ? readWorkspaces(
        config.getOptional('allowedWorkspaces'),
        `${key}.allowedWorkspaces`,
      )
    : undefined;
}

function readWorkspaces(value: unknown, key: string): string[] {
  const wanted =
    'List the slugs of your workspaces, as in https://bitbucket.org/<slug>, or their uuids in braces; or remove the key to allow every workspace.';
  if (!Array.isArray(value)) {
    throw new ConfigProblemError({
      key,
      found: 'is not a list',
      remedy: `${wanted}`,
    });
  }
  if (value.length === 0) {
    throw new ConfigProblemError({
      key,
      found: 'is empty, so users cannot sign in',
      remedy: `${wanted}`,
    });
  }
  return value.map((item, index) => {
    const text = typeof item === 'string' ? item.trim() : '';
    if (
      UUID_WITHOUT_BRACES.test(text) ||
      (!SLUG.test(text) && !UUID.test(text))
    ) {
      throw new ConfigProblemError({
        key: `${key}[${index}]`,
        found: `is ${JSON.stringify(
          item,
        )}, which is neither a slug nor a uuid in braces`,
        remedy: `${wanted}`,
      });
    }
    return text.toLowerCase();
  });
}

/**
 * Checks an account against the policy.
 *
 * @throws AccountRefusedError with a message for the user. It has no `reason` if Bitbucket does not
 * return
 *   the required information: that rejects a sign-in, but ends no session.
 */
export function checkSignInPolicy(
  policy: SignInPolicy,
  profile: BitbucketProfile,
) {
  const refusals: AccountRefusedError[] = [];
  const refuse = (reason: EndReason | undefined, message: string) => {
    refusals.push(new AccountRefusedError(message, profile, { reason }));
  };
  // Atlassian's schema: "active" is the only value today, but Atlassian may add more.
  const { accountStatus, twoFactorEnabled, workspaces } = profile;
  if (accountStatus !== 'active') {
    refuse(
      accountStatus === undefined ? undefined : 'account_inactive',
      accountStatus === undefined
        ? `Bitbucket does not report whether the account of ${describeAccount(
            profile,
          )} is active, so it cannot sign in here. Ask an administrator of this portal to check it.`
        : `The Bitbucket account of ${describeAccount(
            profile,
          )} is not active, so it cannot sign in here. Ask the administrator of your Bitbucket workspace.`,
    );
  }
  if (policy.requireTwoFactorAuthentication && twoFactorEnabled !== true) {
    refuse(
      twoFactorEnabled === undefined ? undefined : 'two_factor_missing',
      twoFactorEnabled === false
        ? 'This portal requires two-step verification, but your Bitbucket account does not have it. Turn it on in the security settings of your Atlassian account, then sign in again.'
        : 'This portal requires two-step verification, but Bitbucket does not report whether your account has it. Check the security settings of your Atlassian account, then sign in again.',
    );
  }
  if (
    policy.allowedWorkspaces &&
    !isMember(workspaces ?? [], policy.allowedWorkspaces)
  ) {
    refuse(
      workspaces && 'workspace_left',
      `The Bitbucket account of ${describeAccount(
        profile,
      )} is not a member of any workspace of this portal. Sign in with your work account, or ask the administrator of your Bitbucket workspace to invite this account.`,
    );
  }
  // Missing information from Bitbucket must not hide a definite rejection.
  const refusal = refusals.find(({ reason }) => reason) ?? refusals[0];
  if (refusal) {
    throw refusal;
  }
}

function isMember(
  workspaces: BitbucketWorkspaceAccess[],
  allowed: string[],
): boolean {
  return workspaces.some(
    ({ slug, uuid }) =>
      (SLUG.test(slug) && allowed.includes(slug.toLowerCase())) ||
      allowed.includes(normalizeBitbucketUuid(uuid)),
  );
}
