import { z } from 'zod/v4';
import { ProgramCalls } from './ProgramCalls';
import { readFirstPages } from './readPages';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { pageSchema } from './schemas';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-branch-restrictions/#api-repositories-workspace-repo-slug-branch-restrictions-get */
const restrictionPageSchema = pageSchema(
  z.object({
    kind: z.string(),
    branch_match_kind: z.string().nullish(),
    branch_type: z.string().nullish(),
    pattern: z.string().nullish(),
  }),
);

const creationPageSchema = pageSchema(
  z.object({ id: z.number(), created_on: z.string() }),
);

/**
 * A rule for the branches of a repository.
 *
 * @public
 */
export interface BitbucketBranchRestriction {
  /** For example `push` or `require_approvals_to_merge`. */
  kind: string;
  /** A glob, or undefined if the rule is for a type of branches. */
  pattern?: string;
  /** For example `production`, or undefined if the rule has a pattern. */
  branchType?: string;
}

/**
 * Reads the rules of repositories with a program's credentials, which need the scope `pullrequest`, and
 * `repository:admin` for branch restrictions.
 *
 * Every method sends one call, and throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * @public
 */
export class BitbucketRepositoryRulesClient {
  readonly #calls: ProgramCalls;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the first 100 branch restrictions of a repository. The credentials must belong to an administrator of the
   * repository.
   *
   * @param slug - of the repository
   */
  async listBranchRestrictions(
    slug: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketBranchRestriction[]> {
    const what = 'the branch restrictions of a repository';
    const { values } = await readFirstPages({
      url: `${this.#urls.api(slug)}/branch-restrictions?pagelen=100`,
      schema: restrictionPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return values.map(each => ({
      kind: each.kind,
      ...(each.branch_match_kind === 'branching_model'
        ? { branchType: each.branch_type ?? undefined }
        : { pattern: each.pattern ?? undefined }),
    }));
  }

  /**
   * Returns the open pull request that was created first, or undefined if no pull request is open.
   *
   * @param slug - of the repository
   */
  async findOldestPullRequest(
    slug: string,
    options: BitbucketCallOptions = {},
  ): Promise<{ id: number; createdAt: string } | undefined> {
    const what = 'the oldest pull request of a repository';
    const query =
      'state=OPEN&sort=created_on&pagelen=1&fields=values.id,values.created_on';
    const { values } = await readFirstPages({
      url: `${this.#urls.api(slug)}/pullrequests?${query}`,
      schema: creationPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    const [oldest] = values;
    return oldest && { id: oldest.id, createdAt: oldest.created_on };
  }
}
