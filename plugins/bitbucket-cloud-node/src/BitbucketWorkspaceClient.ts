import { type z } from 'zod/v4';
import { BITBUCKET_CLOUD_API_BASE_URL } from './baseUrl';
import { BitbucketCloudError } from './BitbucketCloudError';
import { ProgramCalls } from './ProgramCalls';
import { readPages } from './readPages';
import { parseBody } from './requestJson';
import { type PageSchema } from './schemas';
import {
  type BitbucketCallOptions,
  type BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';
import {
  type BitbucketMember,
  type BitbucketMemberByEmail,
  type BitbucketProject,
  type BitbucketProjectPermission,
  type BitbucketWorkspace,
  membershipPageSchema,
  membershipSchema,
  projectPageSchema,
  projectPermissionPageSchema,
  toMember,
  toPlace,
  workspacePermissionPageSchema,
  workspaceSchema,
} from './workspaceSchemas';

/**
 * The maximum number of addresses for {@link BitbucketWorkspaceClient.findMembersByEmail}.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-members-get
 *
 * @public
 */
export const BITBUCKET_EMAILS_PER_CALL = 90;

/** A listing with more than 500,000 values cannot belong to one workspace. */
const MAX_PAGES = 5000;

/** Fields in addition to Bitbucket's default fields of an account. The `+` must be escaped. */
const MORE_FIELDS = ['account_status', 'username']
  .map(field => `%2Bvalues.user.${field}`)
  .join(',');

/**
 * Reads a workspace of Bitbucket Cloud with a program's credentials.
 *
 * Every method throws a {@link BitbucketCloudError}: code `http` with the status for a rejected request,
 * otherwise the type of failure. It retries a call once after a temporary error, and once after a token
 * expired.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/
 *
 * @public
 */
export class BitbucketWorkspaceClient {
  readonly #workspaceUrl: string;
  readonly #calls: ProgramCalls;

  constructor(options: BitbucketWorkspaceClientOptions) {
    const base = options.apiBaseUrl ?? BITBUCKET_CLOUD_API_BASE_URL;
    this.#workspaceUrl = `${base}/workspaces/${encodeURIComponent(
      options.workspace,
    )}`;
    this.#calls = new ProgramCalls(options);
  }

  /** Returns the workspace itself; requires the scope `account`. */
  async getWorkspace(
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketWorkspace> {
    const what = 'the workspace';
    const workspace = parseBody(
      workspaceSchema,
      await this.#get('', what, options),
      what,
    );
    return {
      uuid: workspace.uuid,
      slug: workspace.slug,
      name: workspace.name ?? undefined,
      ...toPlace(workspace.links),
    };
  }

  /**
   * Returns all members in pages of 100, including inactive members and apps; requires the scope
   * `account`. A member can occur twice or be missing if another one joins or leaves during the call.
   *
   * @param options - `onSize` receives the number of members, if Bitbucket returns it
   */
  async *listMembers(
    options: BitbucketCallOptions & { onSize?(size: number): void } = {},
  ): AsyncGenerator<BitbucketMember[]> {
    const pages = this.#pages(
      `/members?pagelen=100&fields=${MORE_FIELDS}`,
      membershipPageSchema,
      'the members of the workspace',
      options,
    );
    for await (const page of pages) {
      yield page.map(({ user }) => toMember(user));
    }
  }

  /** Returns the member with that uuid, or undefined if no member has it; requires the scope `account`. */
  async getMember(
    uuid: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketMember | undefined> {
    const what = 'a member of the workspace';
    const fields = MORE_FIELDS.replaceAll('values.', '');
    try {
      const response = await this.#get(
        `/members/${encodeURIComponent(uuid)}?fields=${fields}`,
        what,
        options,
      );
      return toMember(parseBody(membershipSchema, response, what).user);
    } catch (error) {
      if (error instanceof BitbucketCloudError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Returns the uuids of the owners; requires the scope `account`. */
  async listOwners(options: BitbucketCallOptions = {}): Promise<string[]> {
    const owners = await this.#list(
      `/permissions?pagelen=100&q=${encodeURIComponent('permission="owner"')}`,
      workspacePermissionPageSchema,
      'the owners of the workspace',
      options,
    );
    return owners
      .filter(({ permission }) => permission === 'owner')
      .map(({ user }) => user.uuid);
  }

  /**
   * Returns the members with one of these email addresses, at most {@link BITBUCKET_EMAILS_PER_CALL}. It
   * requires the scope `account`, and the credentials of an administrator, or a consumer or access token
   * of the workspace.
   */
  async findMembersByEmail(
    emails: string[],
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketMemberByEmail[]> {
    const list = emails.map(email => JSON.stringify(email)).join(',');
    const q = encodeURIComponent(`user.email IN (${list})`);
    const found = await this.#list(
      `/members?pagelen=100&q=${q}&fields=%2Bvalues.user.email,${MORE_FIELDS}`,
      membershipPageSchema,
      'the members with certain addresses',
      options,
    );
    return found.flatMap(({ user }) =>
      user.email ? [{ email: user.email, member: toMember(user) }] : [],
    );
  }

  /** Returns the projects to which the credentials have access; requires the scope `project`. */
  async listProjects(
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketProject[]> {
    const projects = await this.#list(
      '/projects?pagelen=100',
      projectPageSchema,
      'the projects of the workspace',
      options,
    );
    return projects.map(project => ({
      uuid: project.uuid,
      key: project.key,
      name: project.name ?? undefined,
      description: project.description || undefined,
      ...toPlace(project.links),
    }));
  }

  /** Returns the explicit permissions of accounts in a project; requires the scope `project:admin`. */
  async listProjectPermissions(
    key: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketProjectPermission[]> {
    const permissions = await this.#list(
      `/projects/${encodeURIComponent(
        key,
      )}/permissions-config/users?pagelen=100`,
      projectPermissionPageSchema,
      `the permissions of the project ${key}`,
      options,
    );
    return permissions.map(({ user, permission }) => ({
      uuid: user.uuid,
      permission,
    }));
  }

  async #list<T extends z.ZodType>(
    path: string,
    schema: PageSchema<T>,
    what: string,
    options: BitbucketCallOptions,
  ): Promise<z.output<T>[]> {
    const values: z.output<T>[] = [];
    for await (const page of this.#pages(path, schema, what, options)) {
      values.push(...page);
    }
    return values;
  }

  #pages<T extends z.ZodType>(
    path: string,
    schema: PageSchema<T>,
    what: string,
    options: BitbucketCallOptions & { onSize?(size: number): void },
  ) {
    return readPages({
      url: `${this.#workspaceUrl}${path}`,
      schema,
      what,
      maxPages: MAX_PAGES,
      onSize: options.onSize,
      onUnreadable: options.onUnreadable,
      get: url => this.#calls.get(url, what, options),
    });
  }

  #get(path: string, what: string, options: BitbucketCallOptions) {
    return this.#calls.get(`${this.#workspaceUrl}${path}`, what, options);
  }
}
