import { z } from 'zod/v4';
import { BITBUCKET_CLOUD_API_BASE_URL } from './baseUrl';
import { ProgramCalls } from './ProgramCalls';
import {
  type BitbucketRepository,
  commitPageSchema,
  repositorySchema,
  toRepository,
} from './repositorySchemas';
import { parseBody } from './requestJson';
import {
  type BitbucketCallOptions,
  type BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-config-put */
const pipelinesConfigSchema = z.object({ enabled: z.boolean() });

/**
 * The settings of a new repository.
 *
 * @public
 */
export interface BitbucketRepositorySettings {
  /** The last part of its URL, in lower case. */
  slug: string;
  /** The key of a project of the workspace. */
  projectKey: string;
  /** The purpose of the repository. */
  description?: string;
  /** Whether only members of the workspace see it. */
  isPrivate: boolean;
}

/**
 * Creates repositories of a workspace, with a program's credentials. The scope `repository:write` is
 * required, and `repository:admin` for pipelines.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`. A change is not repeated
 * after a temporary error.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/#api-repositories-workspace-repo-slug-post
 *
 * @public
 */
export class BitbucketPublishingClient {
  readonly #url: string;
  readonly #calls: ProgramCalls;

  constructor(options: BitbucketWorkspaceClientOptions) {
    const base = options.apiBaseUrl ?? BITBUCKET_CLOUD_API_BASE_URL;
    const workspace = encodeURIComponent(options.workspace);
    this.#url = `${base}/repositories/${workspace}`;
    this.#calls = new ProgramCalls(options);
  }

  /** Creates an empty repository. Status 400 of the error can mean that it already exists. */
  async createRepository(
    { slug, projectKey, description, isPrivate }: BitbucketRepositorySettings,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketRepository> {
    const what = 'a new repository';
    const body = {
      scm: 'git',
      description,
      is_private: isPrivate,
      project: { key: projectKey },
    };
    const response = await this.#calls.send(
      { url: this.#repositoryUrl(slug), what, json: { method: 'POST', body } },
      options,
    );
    return toRepository(parseBody(repositorySchema, response, what));
  }

  /**
   * Returns the latest commits of all branches, the newest first, or an empty list for an empty repository.
   *
   * @param limit - at most 100
   */
  async listLatestCommits(
    slug: string,
    limit: number,
    options: BitbucketCallOptions = {},
  ): Promise<{ hash: string; message: string }[]> {
    const what = 'the commits of a repository';
    const fields = 'values.hash,values.message';
    const response = await this.#calls.get(
      `${this.#repositoryUrl(slug)}/commits?pagelen=${limit}&fields=${fields}`,
      what,
      options,
    );
    return parseBody(commitPageSchema, response, what).values ?? [];
  }

  /** Enables or disables Bitbucket Pipelines for a repository. */
  async setPipelines(
    slug: string,
    enabled: boolean,
    options: BitbucketCallOptions = {},
  ): Promise<void> {
    const what = 'the configuration of pipelines';
    const response = await this.#calls.send(
      {
        url: `${this.#repositoryUrl(slug)}/pipelines_config`,
        what,
        json: { method: 'PUT', body: { enabled } },
      },
      options,
    );
    parseBody(pipelinesConfigSchema, response, what);
  }

  #repositoryUrl(slug: string): string {
    return `${this.#url}/${encodeURIComponent(slug)}`;
  }
}
