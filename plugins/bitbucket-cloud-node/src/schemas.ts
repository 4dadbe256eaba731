import { z } from 'zod/v4';
import { normalizeBitbucketUuid } from './uuid';

/** RFC 6749, appendices A.12 and A.17. */
const TOKEN = /^[\x20-\x7e]+$/;
/** Ten years. Dates that are calculated from it remain valid. */
const MAX_LIFETIME_SECONDS = 10 * 365 * 24 * 60 * 60;
export const UUID_IN_BRACES = /^\{[0-9a-f-]{36}\}$/i;

/**
 * The fields that the client reads from `GET /user`. Unknown fields are ignored. `username` is missing
 * from Atlassian's schema, but Bitbucket still returns it for most accounts.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-get
 */
export const accountSchema = z.object({
  uuid: z.string().regex(UUID_IN_BRACES, 'is not a uuid in braces'),
  account_id: z.string().min(1).nullish(),
  username: z.string().min(1).nullish(),
  nickname: z.string().nullish(),
  display_name: z.string().nullish(),
  account_status: z.string().nullish(),
  has_2fa_enabled: z.boolean().nullish(),
  links: z
    .object({ avatar: z.object({ href: z.string() }).nullish() })
    .nullish(),
});

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-emails-get */
export const emailPageSchema = pageSchema(
  z.object({
    email: z.string().min(3),
    is_primary: z.boolean(),
    is_confirmed: z.boolean(),
  }),
);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-user-workspaces-get */
export const workspaceAccessPageSchema = pageSchema(
  z.object({
    administrator: z.boolean().nullish(),
    workspace: z.object({
      slug: z.string().min(1),
      uuid: z.string().regex(UUID_IN_BRACES, 'is not a uuid in braces'),
    }),
  }),
);

/**
 * One page of a listing. zod compiles a schema at its first use, so each is created once.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination
 */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    values: z.array(item),
    next: z.string().nullish(),
    size: z.number().optional().catch(undefined),
  });
}

/** The type of {@link pageSchema} schemas. */
export type PageSchema<T extends z.ZodType> = ReturnType<typeof pageSchema<T>>;

/**
 * RFC 6749, section 5.1, in both dialects of Bitbucket's OAuth service, which return the granted scopes
 * as `scope` or as `scopes`.
 */
export const tokenSchema = z.object({
  access_token: z.string().regex(TOKEN, 'is not a token'),
  token_type: z.string().regex(/^bearer$/i, 'is not bearer'),
  expires_in: z.number().positive().max(MAX_LIFETIME_SECONDS).nullish(),
  refresh_token: z.string().regex(TOKEN, 'is not a token').nullish(),
  scope: z.string().nullish(),
  scopes: z.string().nullish(),
});

/** RFC 6749, section 5.2. */
export const tokenErrorSchema = z.object({
  error: z.string().regex(/^[a-z_]{1,64}$/),
});

/**
 * A Bitbucket account, from `GET /user`.
 *
 * @public
 */
export interface BitbucketAccount {
  /** With braces and in lower case: `{768f8c62-…}`. Never changes. */
  uuid: string;
  /** The Atlassian account id. Never changes. */
  accountId?: string;
  /** Can change, and another account can then use it. */
  username?: string;
  /** Not unique. */
  nickname?: string;
  /** As entered by the user; not unique. */
  displayName?: string;
  /** `active`, `inactive` or `closed`. */
  accountStatus?: string;
  /** `undefined` if Bitbucket does not return it. */
  twoFactorEnabled?: boolean;
  /** Absolute URL of a picture. */
  avatarUrl?: string;
}

/**
 * An email address of a Bitbucket account, from `GET /user/emails`.
 *
 * @public
 */
export interface BitbucketEmail {
  /** As entered by the user. */
  address: string;
  /** Whether it is the primary address of the account. */
  primary: boolean;
  /** Only a confirmed address identifies a user. */
  confirmed: boolean;
}

/**
 * Membership of an account in a workspace, from `GET /user/workspaces`.
 *
 * @public
 */
export interface BitbucketWorkspaceAccess {
  /** As in URLs; changes when the workspace is renamed. */
  slug: string;
  /** With braces and in lower case. Never changes. */
  uuid: string;
  /** Whether the account administers the workspace. */
  administrator: boolean;
}

export function toAccount(
  account: z.output<typeof accountSchema>,
): BitbucketAccount {
  return {
    uuid: normalizeBitbucketUuid(account.uuid),
    accountId: account.account_id ?? undefined,
    username: account.username ?? undefined,
    nickname: account.nickname ?? undefined,
    displayName: account.display_name ?? undefined,
    accountStatus: account.account_status ?? undefined,
    twoFactorEnabled: account.has_2fa_enabled ?? undefined,
    avatarUrl: readPictureUrl(account.links?.avatar?.href),
  };
}

/** Returns a picture URL only for http(s), because the user's browser loads it. */
export function readPictureUrl(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url)
    ? url
    : undefined;
}
