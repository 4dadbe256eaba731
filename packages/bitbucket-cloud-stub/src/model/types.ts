import type { SeedActivity } from './activity';

/**
 * An email address of a person, as `/2.0/user/emails` returns it.
 *
 * @public
 */
export interface EmailAddress {
  /** The address itself. */
  email: string;
  /** Whether it is the primary address; a person has at most one. */
  is_primary: boolean;
  /** Whether the person has confirmed the address. */
  is_confirmed: boolean;
}

/**
 * A person's role in a workspace. An owner administers it.
 *
 * @public
 */
export type WorkspacePermission =
  | 'owner'
  | 'create-project'
  | 'collaborator'
  | 'member';

/**
 * A person's explicit permission for a project.
 *
 * @public
 */
export type ProjectPermission = 'read' | 'write' | 'create-repo' | 'admin';

/**
 * An account at the stub. Fields that also exist in Bitbucket Cloud have Bitbucket's names.
 *
 * @public
 */
export interface Person {
  /** With braces: `{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}`. Never changes. */
  uuid: string;
  /** Atlassian account id: `712020:6f1d2a34-…`. */
  account_id: string;
  /** Unique, but a person can change it, and another person can then use it. */
  username: string;
  /** Not unique. */
  nickname: string;
  /** The displayed name. */
  display_name: string;
  /** ISO 8601 with an offset. */
  created_on: string;
  /** `null` simulates that Bitbucket does not report it. */
  has_2fa_enabled: boolean | null;
  /** At most one of them is primary. */
  emails: EmailAddress[];
  /** The person's permission by the slug of each workspace of which they are a member. */
  workspaces: Record<string, WorkspacePermission>;
  /**
   * The person's explicit permission for projects of those workspaces, by slug and key:
   * `harbour-bikes/BOOK`. Defaults to none.
   */
  projects?: Record<string, ProjectPermission>;
  /** The `account_status` of `/2.0/user`; it does not prevent a sign-in. Defaults to `active`. */
  account_status?: string;
  /** One line for the sign-in page about this person. */
  note?: string;
  /**
   * Whether the account was closed: it cannot sign in, and its tokens are invalid. Defaults to false.
   */
  removed?: boolean;
}

/**
 * A workspace at the stub.
 *
 * @public
 */
export interface Workspace {
  /** As in URLs. */
  slug: string;
  /** With braces. */
  uuid: string;
  /** The displayed name. */
  name: string;
  /** ISO 8601 with an offset. Defaults to the beginning of 2020. */
  created_on?: string;
  /** Whether only members can see the workspace. Defaults to true. */
  is_private?: boolean;
  /** Webhooks for the events of all its repositories. Defaults to none. */
  hooks?: Webhook[];
}

/**
 * A project of a workspace.
 *
 * @public
 */
export interface Project {
  /** Slug of the workspace that it belongs to. */
  workspace: string;
  /** Unique in its workspace: capital letters, digits and "_". */
  key: string;
  /** With braces. */
  uuid: string;
  /** The displayed name. */
  name: string;
  /** Defaults to none. */
  description?: string;
  /** Whether only members of the workspace can see it. Defaults to true. */
  is_private?: boolean;
  /** ISO 8601 with an offset. Defaults to when the workspace was created. */
  created_on?: string;
  /**
   * Username, uuid or account ID of each default reviewer of all its repositories. Defaults to none.
   */
  default_reviewers?: string[];
}

/**
 * A webhook of a workspace or a repository.
 *
 * @public
 */
export interface Webhook {
  /** With braces. */
  uuid: string;
  /** The URL to which events are sent. */
  url: string;
  /** The events that are sent, for example `repo:push`. */
  events: string[];
  /** Defaults to none. */
  description?: string;
  /** Defaults to true. */
  active?: boolean;
  /** Key of the signature in `X-Hub-Signature`. Without it, events are not signed. */
  secret?: string;
}

/**
 * A repository with its files.
 *
 * @public
 */
export interface Repository {
  /** Slug of the workspace that it belongs to. */
  workspace: string;
  /** As in URLs; unique in its workspace. */
  slug: string;
  /** With braces. */
  uuid: string;
  /** Key of its project. */
  project: string;
  /** The displayed name. Defaults to the slug. */
  name?: string;
  /** Defaults to none. */
  description?: string;
  /** In lower case, like Bitbucket's. Defaults to none. */
  language?: string;
  /** Whether only members of the workspace can see it. Defaults to true. */
  is_private?: boolean;
  /** ISO 8601 with an offset. Defaults to when the workspace was created. */
  created_on?: string;
  /** ISO 8601 with an offset. Defaults to when the repository was created. */
  updated_on?: string;
  /** Uuid of the repository that it was forked from. Defaults to none. */
  parent?: string;
  /** Username, uuid or account ID of each default reviewer. Defaults to none. */
  default_reviewers?: string[];
  /** Defaults to `main`. */
  mainbranch?: string;
  /**
   * Text of each file of the main branch, by path. Defaults to the files of the parent. Without files, the
   * repository has no branch yet.
   */
  files?: Record<string, string>;
  /** Text of each file of every other branch, by name of the branch and path. */
  branches?: Record<string, Record<string, string>>;
  /** Defaults to none. */
  hooks?: Webhook[];
}

/**
 * An application that is registered with the stub (an "OAuth client", formerly "OAuth
 * consumer").
 *
 * @public
 */
export interface OAuthClient {
  /** The key of the OAuth consumer. */
  id: string;
  /** Its secret. Never use a real one. */
  secret: string;
  /** The name on the sign-in page. Defaults to the ID. */
  name?: string;
  /**
   * A `redirect_uri` must be this URL or extend it by path. Without it, users cannot sign in, and the
   * authorize page shows an error, like Bitbucket.
   */
  callbackUrl?: string;
  /** The scopes of every grant of this client, for example `account`, `email`, `team`. */
  scopes: string[];
  /**
   * Slug of the workspace in whose settings it was registered, for which a `client_credentials` token
   * acts. Defaults to the first workspace of the seed.
   */
  workspace?: string;
}

/**
 * A token that was created in the settings of Bitbucket for a program: an access token of a workspace or a
 * repository, or an API token of a person. Set one of `workspace`, `repository` and `email`.
 *
 * @public
 */
export interface AccessToken {
  /** Never use a real one. */
  token: string;
  /** The scopes of the token. */
  scopes: string[];
  /** Slug of the workspace of a workspace access token, which is sent as `Bearer`. */
  workspace?: string;
  /** `workspace/slug` or uuid of the repository of a repository access token, which is sent as `Bearer`. */
  repository?: string;
  /** An email address of the owner of an API token; both are sent as `Basic`. */
  email?: string;
}

/**
 * The initial data of the stub.
 *
 * @public
 */
export interface Seed {
  /** All workspaces. */
  workspaces: Workspace[];
  /** All accounts. */
  people: Person[];
  /** The registered OAuth consumers. */
  clients: OAuthClient[];
  /** The projects of all workspaces. Defaults to none. */
  projects?: Project[];
  /** The repositories of all workspaces. Defaults to none. */
  repositories?: Repository[];
  /** Tokens that are valid from the start. Defaults to none. */
  accessTokens?: AccessToken[];
  /** Pull requests and pipelines. Defaults to none. */
  activity?: SeedActivity;
}
