import {
  type BitbucketPullRequest,
  type BitbucketPullRequestDetails,
  type BitbucketPullRequestState,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketCreatedPullRequest,
  type BitbucketDefaultReviewer,
  type BitbucketNewPullRequest,
  CREATED_PULL_REQUEST_FIELDS,
  createdPullRequestPageSchema,
  createdPullRequestSchema,
  isSameUuid,
  reviewerPageSchema,
  toCreatedPullRequest,
} from './createdPullRequests';
import { ProgramCalls } from './ProgramCalls';
import {
  conflictPageSchema,
  STATUSES,
  statusPageSchema,
  toDetails,
} from './pullRequestDetails';
import {
  PULL_REQUEST_FIELDS,
  pullRequestPageSchema,
  toPullRequest,
} from './pullRequestSchemas';
import { readFirstPages, readPages } from './readPages';
import { parseBody } from './requestJson';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/** One branch does not have more than 500 pull requests. */
const MAX_PAGES = 10;
/** The maximum of Bitbucket. */
const PAGE_LENGTH = 50;

/**
 * A list of pull requests that may have more values than the client read.
 *
 * @public
 */
export interface BitbucketPullRequestList {
  /** The latest update first. */
  pullRequests: BitbucketPullRequest[];
  /** Whether Bitbucket has more of them. */
  hasMore: boolean;
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
  readonly #calls: ProgramCalls;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the pull requests of a repository, at most 50 for each call.
   *
   * @param slug - of the repository
   * @param query - `state`: drafts count as open; `maxCalls`: default 1
   */
  async list(
    slug: string,
    query: {
      state: Exclude<BitbucketPullRequestState, 'draft'>;
      maxCalls?: number;
    },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPullRequestList> {
    const what = 'the pull requests of a repository';
    const parameters = new URLSearchParams({
      state: query.state.toUpperCase(),
      pagelen: String(PAGE_LENGTH),
      sort: '-updated_on',
      fields: [
        'next',
        ...PULL_REQUEST_FIELDS.map(field => `values.${field}`),
      ].join(','),
    });
    const { values, hasMore } = await readFirstPages({
      url: `${this.#urls.api(slug)}/pullrequests?${parameters}`,
      schema: pullRequestPageSchema,
      what,
      pages: query.maxCalls ?? 1,
      get: url => this.#calls.get(url, what, options),
    });
    return {
      pullRequests: values.map(value =>
        toPullRequest(value, this.#urls.place(slug)),
      ),
      hasMore,
    };
  }

  /**
   * Returns the build statuses of the latest commit of a pull request, and its conflicts, for three calls.
   *
   * @param pullRequest - `slug` of the repository; `id` of the pull request
   */
  async readDetails(
    { id, slug }: { slug: string; id: number },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPullRequestDetails> {
    const url = `${this.#urls.api(slug)}/pullrequests/${id}`;
    const statuses = 'the build statuses of a pull request';
    const conflicts = 'the conflicts of a pull request';
    return toDetails(
      parseBody(
        statusPageSchema,
        await this.#calls.get(
          `${url}/statuses?pagelen=${STATUSES}&sort=-updated_on`,
          statuses,
          options,
        ),
        statuses,
      ),
      parseBody(
        conflictPageSchema,
        // It redirects to the file conflicts of two commits.
        await this.#calls.getRedirected(`${url}/conflicts`, conflicts, options),
        conflicts,
      ),
    );
  }

  /**
   * Returns the default reviewers of a repository, with those of its project.
   *
   * @param id - slug of the repository, or uuid in braces
   */
  async listDefaultReviewers(
    id: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketDefaultReviewer[]> {
    const what = 'the default reviewers of a repository';
    const reviewers: BitbucketDefaultReviewer[] = [];
    const pages = readPages({
      url: `${this.#urls.api(id)}/effective-default-reviewers?pagelen=100`,
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
  async listOfBranch(
    uuid: string,
    branch: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketCreatedPullRequest[]> {
    const what = 'the pull requests of a repository';
    const query = new URLSearchParams({
      q: `source.branch.name = ${JSON.stringify(branch)}`,
      sort: '-created_on',
      pagelen: '50',
      fields: [
        'next',
        ...CREATED_PULL_REQUEST_FIELDS.map(field => `values.${field}`),
      ].join(),
    });
    ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'].forEach(state =>
      query.append('state', state),
    );
    const found: BitbucketCreatedPullRequest[] = [];
    const pages = readPages({
      url: `${this.#urls.api(uuid)}/pullrequests?${query}`,
      schema: createdPullRequestPageSchema,
      what,
      maxPages: MAX_PAGES,
      get: url => this.#calls.get(url, what, options),
    });
    for await (const page of pages) {
      found.push(
        ...page
          .filter(({ source }) => isSameUuid(source.repository?.uuid, uuid))
          .map(toCreatedPullRequest),
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
      { url: `${this.#urls.api(id)}/src`, what, form },
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
  ): Promise<BitbucketCreatedPullRequest> {
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
        url: `${this.#urls.api(id)}/pullrequests`,
        what,
        json: { method: 'POST', body },
      },
      options,
    );
    return toCreatedPullRequest(
      parseBody(createdPullRequestSchema, response, what),
    );
  }
}
