import { z } from 'zod/v4';
import { BITBUCKET_CLOUD_API_BASE_URL } from './baseUrl';
import { ProgramCalls } from './ProgramCalls';
import { readPages } from './readPages';
import { parseBody } from './requestJson';
import { pageSchema, UUID_IN_BRACES } from './schemas';
import { normalizeBitbucketUuid } from './uuid';
import {
  type BitbucketCallOptions,
  type BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';

/** One branch does not have more than 500 pull requests. */
const MAX_PAGES = 10;

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/#api-repositories-workspace-repo-slug-effective-default-reviewers-get */
const reviewerPageSchema = pageSchema(
  z.object({
    user: z.object({
      uuid: z
        .string()
        .regex(UUID_IN_BRACES, 'is not a uuid in braces')
        .transform(normalizeBitbucketUuid),
      display_name: z.string().nullish(),
    }),
  }),
);

const pullRequestSchema = z.object({
  id: z.number(),
  state: z.enum(['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED']),
  links: z.object({ html: z.object({ href: z.string() }) }),
  source: z.object({
    // A fork can be deleted.
    repository: z.object({ uuid: z.string() }).nullish(),
  }),
});
const pullRequestPageSchema = pageSchema(pullRequestSchema);
const FIELDS = ['id', 'state', 'links.html.href', 'source.repository.uuid'];

/**
 * The state of a pull request.
 *
 * @public
 */
export type BitbucketPullRequestState =
  | 'OPEN'
  | 'MERGED'
  | 'DECLINED'
  | 'SUPERSEDED';

/**
 * A default reviewer of a repository, or of its project.
 *
 * @public
 */
export interface BitbucketReviewer {
  /** Of the account; with braces and in lower case. */
  uuid: string;
  /** The name of the account. */
  displayName?: string;
}

/**
 * A pull request.
 *
 * @public
 */
export interface BitbucketPullRequest {
  /** The number of the pull request in its repository. */
  id: number;
  /** Whether it is still open. */
  state: BitbucketPullRequestState;
  /** The page of the pull request. */
  url: string;
}

/**
 * The content of a new pull request.
 *
 * @public
 */
export interface BitbucketNewPullRequest {
  /** At most 255 characters. */
  title: string;
  /** Markdown. */
  description: string;
  /** The branch with the changes. It is deleted after the merge. */
  source: string;
  /** The branch that receives the changes. */
  destination: string;
}

/**
 * Reads and creates pull requests in the repositories of a workspace. Reading requires the scope `pullrequest`, and
 * writing the scopes `repository:write` and `pullrequest:write`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`. A change is not repeated after a
 * temporary error.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/
 *
 * @public
 */
export class BitbucketPullRequestsClient {
  readonly #url: string;
  readonly #calls: ProgramCalls;

  constructor(options: BitbucketWorkspaceClientOptions) {
    const base = options.apiBaseUrl ?? BITBUCKET_CLOUD_API_BASE_URL;
    const workspace = encodeURIComponent(options.workspace);
    this.#url = `${base}/repositories/${workspace}`;
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the default reviewers of a repository, with those of its project.
   *
   * @param id - slug of the repository, or uuid in braces
   */
  async listDefaultReviewers(
    id: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketReviewer[]> {
    const what = 'the default reviewers of a repository';
    const reviewers: BitbucketReviewer[] = [];
    const pages = readPages({
      url: `${this.#repositoryUrl(id)}/effective-default-reviewers?pagelen=100`,
      schema: reviewerPageSchema,
      what,
      maxPages: MAX_PAGES,
      get: url => this.#calls.get(url, what, options),
      // A deleted account has no uuid.
      onUnreadable: options.onUnreadable ?? (() => {}),
    });
    for await (const page of pages) {
      reviewers.push(
        ...page.map(({ user }) => ({
          uuid: user.uuid,
          displayName: user.display_name || undefined,
        })),
      );
    }
    return reviewers;
  }

  /**
   * Returns the pull requests from a branch of the repository itself in any state, the latest first. A fork can have a branch
   * with the same name, and everyone who can read the repository can create a pull request from a fork.
   *
   * @param uuid - of the repository
   */
  async listPullRequests(
    uuid: string,
    branch: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPullRequest[]> {
    const what = 'the pull requests of a repository';
    const query = new URLSearchParams({
      q: `source.branch.name = ${JSON.stringify(branch)}`,
      sort: '-created_on',
      pagelen: '50',
      fields: ['next', ...FIELDS.map(field => `values.${field}`)].join(),
    });
    ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'].forEach(state =>
      query.append('state', state),
    );
    const found: BitbucketPullRequest[] = [];
    const pages = readPages({
      url: `${this.#repositoryUrl(uuid)}/pullrequests?${query}`,
      schema: pullRequestPageSchema,
      what,
      maxPages: MAX_PAGES,
      get: url => this.#calls.get(url, what, options),
    });
    for await (const page of pages) {
      found.push(
        ...page
          .filter(({ source }) => isSame(source.repository?.uuid, uuid))
          .map(toPullRequest),
      );
    }
    return found;
  }

  /**
   * Commits a file to a branch. Creates the branch if it does not exist.
   *
   * @param id - slug of the repository, or uuid in braces
   * @param commit - `parent`: the hash of the commit before; `path`: without a leading slash
   */
  async commitFile(
    id: string,
    commit: {
      branch: string;
      parent: string;
      message: string;
      path: string;
      content: string;
    },
    options: BitbucketCallOptions = {},
  ): Promise<void> {
    const { branch, content, message, parent, path } = commit;
    // With a slash in front, the path cannot be the name of another parameter.
    const form = { branch, message, parents: parent, [`/${path}`]: content };
    const what = 'a commit to a repository';
    await this.#calls.send(
      { url: `${this.#repositoryUrl(id)}/src`, what, form },
      options,
    );
  }

  /**
   * Creates a pull request. If one is open between the same branches, Bitbucket updates and returns it.
   *
   * @param id - slug of the repository, or uuid in braces
   */
  async createPullRequest(
    id: string,
    pullRequest: BitbucketNewPullRequest,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPullRequest> {
    const { description, destination, source, title } = pullRequest;
    const what = 'a new pull request';
    const body = {
      title,
      description,
      source: { branch: { name: source } },
      destination: { branch: { name: destination } },
      close_source_branch: true,
    };
    const response = await this.#calls.send(
      {
        url: `${this.#repositoryUrl(id)}/pullrequests`,
        what,
        json: { method: 'POST', body },
      },
      options,
    );
    return toPullRequest(parseBody(pullRequestSchema, response, what));
  }

  #repositoryUrl(id: string): string {
    return `${this.#url}/${encodeURIComponent(id)}`;
  }
}

function isSame(one: string | undefined, other: string): boolean {
  return (
    one !== undefined &&
    normalizeBitbucketUuid(one) === normalizeBitbucketUuid(other)
  );
}

function toPullRequest({
  id,
  links,
  state,
}: z.output<typeof pullRequestSchema>): BitbucketPullRequest {
  return { id, state, url: links.html.href };
}
