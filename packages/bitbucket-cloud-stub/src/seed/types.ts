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
 * An account at the stand-in. The fields that Bitbucket Cloud has too carry Bitbucket's own names.
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
  /** One line for the sign-in page that says what is special about this person. */
  note?: string;
  /**
   * The account was closed: it cannot sign in, and its tokens are worth nothing.
   * Defaults to false.
   */
  removed?: boolean;
}

/**
 * A workspace at the stand-in.
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
}

/**
 * An application that is registered with the stand-in (an "OAuth client", formerly "OAuth
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
}

/**
 * Everything that the stand-in knows when it starts.
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
}
