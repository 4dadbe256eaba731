import { z } from 'zod/v4';
import { WEBHOOK_EVENTS } from '../model/webhookEvents';
import { isCallbackUrl } from '../model/callbackUrl';
import { SCOPES } from '../model/scopes';
import { findFileWithin } from '../model/findFileWithin';
import type {
  AccessToken,
  OAuthClient,
  Person,
  Project,
  Repository,
  Webhook,
  Workspace,
} from '../model/types';

const uuid = z
  .string()
  .regex(
    /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/,
    'must be a lower case UUID in braces, like {a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
  );

const name = z.string().trim().min(1, 'must not be empty');

const slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]*$/,
    'must contain lower case letters, digits, "-" and "_" only',
  );

/** The part of a URL that names a repository. */
export const repositorySlug = z
  .string()
  .regex(
    /^[a-z0-9_][a-z0-9._-]*$/,
    'must contain lower case letters, digits, ".", "-" and "_" only',
  );

const username = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    'must contain letters, digits, "-" and "_" only',
  );

const dateTime = z.iso.datetime({
  offset: true,
  error: 'must be a date and time like 2019-03-04T08:12:45.000000+00:00',
});

const permission = z.enum([
  'owner',
  'create-project',
  'collaborator',
  'member',
]);

const projectPermission = z.enum(['read', 'write', 'create-repo', 'admin']);

const email = z.strictObject({
  email: z.email('must be an email address'),
  is_primary: z.boolean(),
  is_confirmed: z.boolean(),
});

/** Validates one person. */
export const personSchema: z.ZodType<Person> = z.strictObject({
  uuid,
  account_id: name,
  username,
  nickname: name,
  display_name: name,
  created_on: dateTime,
  has_2fa_enabled: z.boolean().nullable(),
  emails: z
    .array(email)
    .refine(
      emails => emails.filter(each => each.is_primary).length <= 1,
      'must have at most one primary address',
    ),
  workspaces: z.record(slug, permission),
  projects: z.record(name, projectPermission).optional(),
  account_status: name.optional(),
  note: name.optional(),
  removed: z.boolean().optional(),
});

const clientScopes = z
  .array(z.enum([...SCOPES.keys()], 'must be a scope of Bitbucket Cloud'))
  .min(1, 'must name at least one scope');

/** Validates one OAuth client. */
export const clientSchema: z.ZodType<OAuthClient> = z.strictObject({
  id: name,
  secret: name,
  name: name.optional(),
  callbackUrl: z
    .string()
    .refine(
      isCallbackUrl,
      'must be an http: or https: URL without user information and fragment',
    )
    .optional(),
  scopes: clientScopes,
  workspace: slug.optional(),
});

/** Validates one access token. */
export const accessTokenSchema: z.ZodType<AccessToken> = z
  .strictObject({
    token: name,
    scopes: clientScopes,
    workspace: slug.optional(),
    repository: name.optional(),
    email: z.email().optional(),
  })
  .refine(
    ({ workspace, repository, email: address }) =>
      [workspace, repository, address].filter(Boolean).length === 1,
    'must have one of a workspace, a repository and an email',
  );

/** The fields that the creator of a webhook sets. */
export const webhookFields = {
  url: z
    .string()
    .regex(/^https?:\/\//, 'must be an http: or https: URL')
    .refine(URL.canParse, 'must be an http: or https: URL'),
  events: z
    .array(z.enum(WEBHOOK_EVENTS, 'must be an event of Bitbucket Cloud'))
    .min(1, 'must name at least one event'),
  description: z.string().optional(),
  active: z.boolean().optional(),
};

const webhookSchema: z.ZodType<Webhook> = z.strictObject({
  ...webhookFields,
  uuid,
  secret: name.max(128, 'must not be longer than 128 characters').optional(),
});

/** Validates one workspace. */
export const workspaceSchema: z.ZodType<Workspace> = z.strictObject({
  slug,
  uuid,
  name,
  created_on: dateTime.optional(),
  is_private: z.boolean().optional(),
  hooks: z.array(webhookSchema).optional(),
});

/** Validates one project. */
export const projectSchema: z.ZodType<Project> = z.strictObject({
  workspace: slug,
  key: z
    .string()
    .regex(
      /^[A-Z][A-Z0-9_]*$/,
      'must contain capital letters, digits and "_" only, and begin with a letter',
    ),
  uuid,
  name,
  description: z.string().optional(),
  is_private: z.boolean().optional(),
  created_on: dateTime.optional(),
  default_reviewers: z.array(name).optional(),
});

/** Path of a file in a repository. */
export const filePath = z
  .string()
  .regex(
    /^(?!\.{0,2}(\/|$))[^/\\]+(\/(?!\.{0,2}(\/|$))[^/\\]+)*$/,
    'must be a path like docs/index.md, without "/" at its ends and without "..", "." and "\\"',
  );

const filesSchema = z
  .record(filePath, z.string())
  .refine(
    files => findFileWithin(Object.keys(files)) === undefined,
    'must not contain a file in place of a directory of another file',
  );

/** Name of a branch. */
export const branchName = z
  .string()
  .regex(
    /^(?!-)[^\s~^:?*[\\]+$/,
    'must be a valid git branch name, without white space',
  );

/** Validates one repository. */
export const repositorySchema: z.ZodType<Repository> = z.strictObject({
  workspace: slug,
  slug: repositorySlug,
  uuid,
  project: name,
  name: name.optional(),
  description: z.string().optional(),
  language: z.string().optional(),
  is_private: z.boolean().optional(),
  created_on: dateTime.optional(),
  updated_on: dateTime.optional(),
  parent: uuid.optional(),
  default_reviewers: z.array(name).optional(),
  mainbranch: branchName.optional(),
  files: filesSchema.optional(),
  branches: z.record(branchName, filesSchema).optional(),
  hooks: z.array(webhookSchema).optional(),
});
