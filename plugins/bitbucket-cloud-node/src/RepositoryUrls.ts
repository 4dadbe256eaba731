import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
} from './baseUrl';
import { type BitbucketWorkspaceClientOptions } from './workspaceClientOptions';

/**
 * Options of the clients that read single repositories.
 *
 * @public
 */
export interface RepositoryClientOptions
  extends BitbucketWorkspaceClientOptions {
  /** For links to pages; default `https://bitbucket.org`, no trailing slash. */
  baseUrl?: string;
}

/** The URLs of the repositories of a workspace. */
export class RepositoryUrls {
  readonly #list: string;
  readonly #pages: string;
  readonly #workspace: string;

  constructor({
    apiBaseUrl = BITBUCKET_CLOUD_API_BASE_URL,
    baseUrl = BITBUCKET_CLOUD_BASE_URL,
    workspace,
  }: RepositoryClientOptions) {
    const name = encodeURIComponent(workspace);
    this.#workspace = workspace;
    this.#list = `${apiBaseUrl}/repositories/${name}`;
    this.#pages = `${baseUrl}/${name}`;
  }

  /** Returns the URL of the list of repositories in the REST API. */
  list(): string {
    return this.#list;
  }

  /** Returns the URL of a repository in the REST API. */
  api(slug: string): string {
    return `${this.#list}/${encodeURIComponent(slug)}`;
  }

  /** Returns the page of a repository, and its name with the workspace. */
  place(slug: string): { page: string; repository: string } {
    return {
      page: `${this.#pages}/${encodeURIComponent(slug)}`,
      repository: `${this.#workspace}/${slug}`,
    };
  }
}
