/**
 * An address of a person, as `/2.0/user/emails` tells it.
 *
 * @public
 */
export interface EmailAddress {
  /** The address itself. */
  email: string;
  /** Whether it is the primary one; a person has at most one. */
  is_primary: boolean;
  /** Whether the person has shown that it is theirs. */
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
 * An account at the stub. The fields that Bitbucket Cloud has too carry Bitbucket's own names.
 *
 * @public
 */
export interface Person {
  /** With braces: `{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}`. Never changes. */
  uuid: string;
  /** Atlassian account id: `712020:6f1d2a34-…`. */
  account_id: string;
  /** Unique, but a person can change it and somebody else can take it over. */
  username: string;
  /** Not unique. */
  nickname: string;
  /** What people read. */
  display_name: string;
  /** ISO 8601 with an offset. */
  created_on: string;
  /** `null` stands for what Bitbucket answers when it does not tell. */
  has_2fa_enabled: boolean | null;
  /** At most one of them is primary. */
  emails: EmailAddress[];
  /** The person's permission by the slug of each workspace that they are a member of. */
  workspaces: Record<string, WorkspacePermission>;
  /**
   * The person's explicit permission for projects of those workspaces, by slug and key:
   * `harbour-bikes/BOOK`. Defaults to none.
   */
  projects?: Record<string, ProjectPermission>;
  /**
   * What `/2.0/user` tells as `account_status`; it does not keep the person from signing in.
   * Defaults to `active`.
   */
  account_status?: string;
  /** One line for the sign-in page that says what is special about this person. */
  note?: string;
  /**
   * The account was closed: it cannot sign in, and its tokens are worth nothing.
   * Defaults to false.
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
  /** What people read. */
  name: string;
  /** ISO 8601 with an offset. Defaults to the beginning of 2020. */
  created_on?: string;
  /** Whether only members see that it exists. Defaults to true. */
  is_private?: boolean;
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
  /** What people read. */
  name: string;
  /** Defaults to none. */
  description?: string;
  /** Whether members of the workspace alone see it. Defaults to true. */
  is_private?: boolean;
  /** ISO 8601 with an offset. Defaults to when the workspace was created. */
  created_on?: string;
}

/**
 * A webhook of a repository.
 *
 * @public
 */
export interface Webhook {
  /** With braces. */
  uuid: string;
  /** Where the events are sent to. */
  url: string;
  /** The events that are sent, for example `repo:push`. */
  events: string[];
  /** Defaults to none. */
  description?: string;
  /** Defaults to true. */
  active?: boolean;
  /** Key of the signature in `X-Hub-Signature`. Without one nothing is signed. */
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
  /** What people read. Defaults to the slug. */
  name?: string;
  /** Defaults to none. */
  description?: string;
  /** In lower case, as Bitbucket has it. Defaults to none. */
  language?: string;
  /** Whether members of the workspace alone see it. Defaults to true. */
  is_private?: boolean;
  /** ISO 8601 with an offset. Defaults to when the workspace was created. */
  created_on?: string;
  /** Defaults to `main`. */
  mainbranch?: string;
  /** Text of each file of the main branch, by path. Without any, the repository has no branch yet. */
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
  /** Its secret. Never a real one. */
  secret: string;
  /** What the sign-in page calls it. Defaults to the id. */
  name?: string;
  /**
   * A `redirect_uri` must be this URL or extend it by path. Without one, nobody can sign in and
   * the authorize page says so, as Bitbucket does.
   */
  callbackUrl?: string;
  /** What every grant of this client allows, for example `account`, `email`, `team`. */
  scopes: string[];
  /**
   * Slug of the workspace in whose settings it was registered: what a token by `client_credentials`
   * acts for. Defaults to the first workspace of the seed.
   */
  workspace?: string;
}

/**
 * A token that somebody made by hand in the settings of Bitbucket, for a program: a workspace access
 * token, or an API token of a person. Give either `workspace` or `email`.
 *
 * @public
 */
export interface AccessToken {
  /** Never a real one. */
  token: string;
  /** What it allows. */
  scopes: string[];
  /** Slug of the workspace that a workspace access token is of; it is sent as `Bearer`. */
  workspace?: string;
  /** An address of the person whose API token it is; the two are sent as `Basic`. */
  email?: string;
}

/**
 * Everything that the stub knows when it starts.
 *
 * @public
 */
export interface Seed {
  /** All workspaces that people are members of. */
  workspaces: Workspace[];
  /** All accounts. */
  people: Person[];
  /** The registered OAuth consumers. */
  clients: OAuthClient[];
  /** The projects of all workspaces. Defaults to none. */
  projects?: Project[];
  /** The repositories of all workspaces. Defaults to none. */
  repositories?: Repository[];
}
