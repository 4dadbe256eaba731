import { BitbucketCloudError } from './BitbucketCloudError';
import { ProgramCalls } from './ProgramCalls';
import { namesSchema } from './repositorySchemas';
import { parseBody } from './requestJson';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/**
 * Reads the current names of repositories, with the scope `repository`, which `pullrequest` includes.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * @public
 */
export class BitbucketRepositoryNamesClient {
  readonly #calls: ProgramCalls;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the slugs of a repository and its workspace, and the uuid of the workspace if Bitbucket returns it.
   *
   * @param id - slug of the repository, or uuid in braces
   */
  async readName(
    id: string,
    options: BitbucketCallOptions = {},
  ): Promise<{ workspace: string; slug: string; workspaceUuid?: string }> {
    const what = 'the name of a repository';
    const response = await this.#calls.get(
      `${this.#urls.api(id)}?fields=full_name,workspace.uuid`,
      what,
      options,
    );
    const body = parseBody(namesSchema, response, what);
    const { full_name: name } = body;
    const [workspace, slug, ...rest] = name.split('/');
    if (!workspace || !slug || rest.length > 0) {
      throw new BitbucketCloudError(
        `Bitbucket's response to the request for ${what} cannot be read: wrong or missing: full_name`,
        { code: 'invalid_response', status: response.status },
      );
    }
    return { workspace, slug, workspaceUuid: body.workspace?.uuid };
  }
}
