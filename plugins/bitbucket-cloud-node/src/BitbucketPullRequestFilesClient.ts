import { ProgramCalls } from './ProgramCalls';
import { diffStatPageSchema } from './repositorySchemas';
import { parseBody } from './requestJson';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/**
 * Reads which files pull requests change, with a program's credentials, which need the scope `pullrequest`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/#api-repositories-workspace-repo-slug-pullrequests-pull-request-id-diffstat-get
 *
 * @public
 */
export class BitbucketPullRequestFilesClient {
  readonly #calls: ProgramCalls;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the folders of the files that a pull request changes, without slashes around them, for two calls. The root of the
   * repository is an empty text. Returns undefined if the pull request changes more files than Bitbucket's first page contains.
   *
   * @param pullRequest - `slug` of the repository; `id` of the pull request
   */
  async listFolders(
    { id, slug }: { slug: string; id: number },
    options: BitbucketCallOptions = {},
  ): Promise<string[] | undefined> {
    const what = 'the changed files of a pull request';
    // It redirects to the changes between two commits.
    const response = await this.#calls.getRedirected(
      `${this.#urls.api(slug)}/pullrequests/${id}/diffstat`,
      what,
      options,
    );
    const { next, values } = parseBody(diffStatPageSchema, response, what);
    if (next) {
      return undefined;
    }
    const folders = values.flatMap(({ old, new: current }) =>
      [old, current].flatMap(file => (file ? [folderOf(file.path)] : [])),
    );
    return [...new Set(folders)];
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
