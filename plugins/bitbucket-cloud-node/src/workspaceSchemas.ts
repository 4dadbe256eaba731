import { z } from 'zod/v4';
import {
  accountSchema,
  type BitbucketAccount,
  pageSchema,
  readPictureUrl,
  toAccount,
  UUID_IN_BRACES,
} from './schemas';
import { normalizeBitbucketUuid } from './uuid';

const linkSchema = z.object({ href: z.string() }).nullish();

/** `type` is `user` for user accounts, and for example `app_user` for apps. */
const memberUserSchema = accountSchema.extend({
  type: z.string().nullish(),
  email: z.string().nullish(),
  links: z.object({ avatar: linkSchema, html: linkSchema }).nullish(),
});

export const membershipSchema = z.object({ user: memberUserSchema });

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-members-get */
export const membershipPageSchema = pageSchema(membershipSchema);

const uuidSchema = z
  .string()
  .regex(UUID_IN_BRACES, 'is not a uuid in braces')
  .transform(normalizeBitbucketUuid);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-permissions-get */
export const workspacePermissionPageSchema = pageSchema(
  z.object({ permission: z.string(), user: z.object({ uuid: uuidSchema }) }),
);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-get */
export const workspaceSchema = z.object({
  uuid: uuidSchema,
  slug: z.string().min(1),
  name: z.string().nullish(),
  links: z.object({ avatar: linkSchema, html: linkSchema }).nullish(),
});

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-projects/ */
export const projectPageSchema = pageSchema(
  z.object({
    uuid: uuidSchema,
    key: z.string().min(1),
    name: z.string().nullish(),
    description: z.string().nullish(),
    links: z.object({ avatar: linkSchema, html: linkSchema }).nullish(),
  }),
);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-projects/#api-workspaces-workspace-projects-project-key-permissions-config-users-get */
export const projectPermissionPageSchema = pageSchema(
  z.object({ permission: z.string(), user: z.object({ uuid: uuidSchema }) }),
);

/**
 * A user account or an app that is a member of a workspace.
 *
 * @public
 */
export interface BitbucketMember extends BitbucketAccount {
  /** `user` for user accounts; another value for apps, for example `app_user`. */
  type?: string;
  /** The account's page at Bitbucket. */
  pageUrl?: string;
}

/**
 * A member that was found by email address.
 *
 * @public
 */
export interface BitbucketMemberByEmail {
  /** One of the requested addresses. Bitbucket may return it in different case. */
  email: string;
  /** The owner of the address. */
  member: BitbucketMember;
}

/**
 * A workspace.
 *
 * @public
 */
export interface BitbucketWorkspace {
  /** With braces and in lower case. Never changes. */
  uuid: string;
  /** As in URLs; changes when the workspace is renamed. */
  slug: string;
  /** The display name. */
  name?: string;
  /** Absolute URL of a picture. */
  avatarUrl?: string;
  /** The workspace's page at Bitbucket. */
  pageUrl?: string;
}

/**
 * A project of a workspace.
 *
 * @public
 */
export interface BitbucketProject {
  /** With braces and in lower case. Never changes. */
  uuid: string;
  /** Unique in its workspace; can be changed. */
  key: string;
  /** The display name. */
  name?: string;
  /** The purpose of the project. */
  description?: string;
  /** Absolute URL of a picture. */
  avatarUrl?: string;
  /** The project's page at Bitbucket. */
  pageUrl?: string;
}

/**
 * An explicit permission of an account in a project.
 *
 * @public
 */
export interface BitbucketProjectPermission {
  /** Uuid of the account; with braces and in lower case. */
  uuid: string;
  /** `read`, `write`, `create-repo` or `admin`. */
  permission: string;
}

export function toMember(
  user: z.output<typeof memberUserSchema>,
): BitbucketMember {
  return {
    ...toAccount(user),
    type: user.type ?? undefined,
    pageUrl: readPictureUrl(user.links?.html?.href),
  };
}

/** Returns the properties that workspaces and projects share. */
export function toPlace(place: z.output<typeof workspaceSchema>['links']) {
  return {
    avatarUrl: readPictureUrl(place?.avatar?.href),
    pageUrl: readPictureUrl(place?.html?.href),
  };
}
