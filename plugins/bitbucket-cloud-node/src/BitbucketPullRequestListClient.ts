import {
  type BitbucketPullRequest,
  type BitbucketPullRequestState,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { ProgramCalls } from './ProgramCalls';
import {
  PULL_REQUEST_FIELDS,
  pullRequestPageSchema,
  toPullRequest,
} from './pullRequestSchemas';
import { readFirstPages } from './readPages';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

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
 * Reads the pull requests of a workspace with a program's credentials, which need the scope `pullrequest`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/
 *
 * @public
 */
export class BitbucketPullRequestListClient {
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
}
