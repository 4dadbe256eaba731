import { BITBUCKET_CLOUD_API_BASE_URL } from './baseUrl';
import { BitbucketCloudError } from './BitbucketCloudError';
import { isMissing } from './isMissing';
import { ProgramCalls } from './ProgramCalls';
import { readPages } from './readPages';
import {
  type BitbucketRepository,
  branchSchema,
  diffStatPageSchema,
  REPOSITORY_FIELDS,
  repositoryPageSchema,
  repositorySchema,
  toRepository,
  treePageSchema,
} from './repositorySchemas';
import { parseBody } from './requestJson';
import {
  type BitbucketCallOptions,
  type BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';

/** A listing with more than 500,000 values cannot belong to one workspace. */
const MAX_PAGES = 5000;
/** Everyone who can push to a repository can add files to it, and each page is one of 1,000 requests per hour. */
const MAX_FILE_PAGES = 50;

/**
 * Reads the repositories of a workspace of Bitbucket Cloud with a program's credentials, which need the
 * scope `repository`.
 *
 * Every method throws a {@link BitbucketCloudError}: code `http` with the status for a rejected request,
 * otherwise the type of failure. It retries a call once after a temporary error, and once after a token
 * expired.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/
 *
 * @public
 */
export class BitbucketRepositoriesClient {
  readonly #url: string;
  readonly #calls: ProgramCalls;

  constructor(options: BitbucketWorkspaceClientOptions) {
    const base = options.apiBaseUrl ?? BITBUCKET_CLOUD_API_BASE_URL;
    const workspace = encodeURIComponent(options.workspace);
    this.#url = `${base}/repositories/${workspace}`;
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns all repositories to which the credentials have access, in pages of 100, the oldest first. A
   * repository can be missing if another one is deleted during the call.
   *
   * @param options - `onSize` receives the number of repositories, if Bitbucket returns it
   */
  async *listRepositories(
    options: BitbucketCallOptions & { onSize?(size: number): void } = {},
  ): AsyncGenerator<BitbucketRepository[]> {
    const what = 'the repositories of the workspace';
    const fields = REPOSITORY_FIELDS.map(field => `values.${field}`);
    const pages = readPages({
      url: `${
        this.#url
      }?pagelen=100&sort=created_on&fields=next,size,${fields}`,
      schema: repositoryPageSchema,
      what,
      maxPages: MAX_PAGES,
      onSize: options.onSize,
      onUnreadable: options.onUnreadable,
      get: url => this.#calls.get(url, what, options),
    });
    for await (const page of pages) {
      yield page.map(toRepository);
    }
  }

  /**
   * Returns a repository, or undefined if there is no such repository, or if it is private and the credentials have no access to
   * it. The list lacks it then, too.
   *
   * @param id - slug, or uuid in braces
   */
  async getRepository(
    id: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketRepository | undefined> {
    const what = 'a repository of the workspace';
    const response = await unlessHidden(() =>
      this.#calls.get(
        `${this.#repositoryUrl(id)}?fields=${REPOSITORY_FIELDS}`,
        what,
        options,
      ),
    );
    return (
      response && toRepository(parseBody(repositorySchema, response, what))
    );
  }

  /**
   * Returns the hash of the latest commit of a branch, or undefined if there is no such branch.
   *
   * @param id - slug of the repository, or uuid in braces
   */
  async getBranchHash(
    id: string,
    branch: string,
    options: BitbucketCallOptions = {},
  ): Promise<string | undefined> {
    const what = 'a branch of a repository';
    const name = encodeURIComponent(branch);
    const response = await unlessMissing(() =>
      this.#calls.get(
        `${this.#repositoryUrl(id)}/refs/branches/${name}?fields=target.hash`,
        what,
        options,
      ),
    );
    return response && parseBody(branchSchema, response, what).target.hash;
  }

  /**
   * Returns whether Bitbucket finds a commit.
   *
   * @param id - slug of the repository, or uuid in braces
   */
  async hasCommit(
    id: string,
    hash: string,
    options: BitbucketCallOptions = {},
  ): Promise<boolean> {
    const response = await unlessMissing(() =>
      this.#calls.get(
        `${this.#repositoryUrl(id)}/commit/${encodeURIComponent(
          hash,
        )}?fields=hash`,
        'a commit of a repository',
        options,
      ),
    );
    return response !== undefined;
  }

  /**
   * Returns the text of a file, or undefined if there is no such file, branch or repository.
   *
   * @param id - slug of the repository, or uuid in braces
   * @param file - `ref`: a hash, or the name of a branch without a slash; `path`: without a leading slash
   * @throws BitbucketCloudError with code `invalid_response` if the file is larger than 2 MiB
   */
  async readFile(
    id: string,
    file: { ref: string; path: string },
    options: BitbucketCallOptions = {},
  ): Promise<string | undefined> {
    const response = await unlessMissing(() =>
      this.#calls.get(
        this.#sourceUrl(id, file),
        `the file ${file.path} of a repository`,
        { ...options, isText: true },
      ),
    );
    return response && String(response.body);
  }

  /**
   * Returns the paths of the files under a folder, or an empty list if there is no such folder.
   *
   * @param id - slug of the repository, or uuid in braces
   * @param folder - `ref` as in {@link BitbucketRepositoriesClient.readFile}; `path`: empty for the whole
   * repository; `depth`: how many levels of folders
   * @throws BitbucketCloudError with code `invalid_response` if there are more than 5,000 files and folders
   */
  async listFiles(
    id: string,
    folder: { ref: string; path: string; depth: number },
    options: BitbucketCallOptions = {},
  ): Promise<string[]> {
    const what = 'the files of a repository';
    const { depth, ref } = folder;
    const path = folder.path === '' ? '' : `${folder.path}/`;
    const paths: string[] = [];
    const pages = readPages({
      url: `${this.#sourceUrl(id, {
        ref,
        path,
      })}?pagelen=100&max_depth=${depth}&fields=next,values.path,values.type`,
      schema: treePageSchema,
      what,
      maxPages: MAX_FILE_PAGES,
      get: url => this.#calls.get(url, what, options),
    });
    return (
      (await unlessMissing(async () => {
        for await (const page of pages) {
          page
            .filter(({ type }) => type === 'commit_file')
            .forEach(file => paths.push(file.path));
        }
        return paths;
      })) ?? []
    );
  }

  /**
   * Returns the paths that the commits of a branch change, including the former paths of renamed files.
   *
   * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/#api-repositories-workspace-repo-slug-diffstat-spec-get
   *
   * @param id - slug of the repository, or uuid in braces
   * @param commits - the hashes of the branch, and of the branch to compare with
   */
  async listChangedPaths(
    id: string,
    { branch, base }: { branch: string; base: string },
    options: BitbucketCallOptions = {},
  ): Promise<string[]> {
    const what = 'the changes of a branch';
    const spec = encodeURIComponent(`${branch}..${base}`);
    const pages = readPages({
      url: `${this.#repositoryUrl(
        id,
      )}/diffstat/${spec}?topic=true&pagelen=500&fields=next,values.old.path,values.new.path`,
      schema: diffStatPageSchema,
      what,
      maxPages: MAX_PAGES,
      get: url => this.#calls.get(url, what, options),
    });
    const paths = new Set<string>();
    for await (const page of pages) {
      for (const { old, new: current } of page) {
        [old, current].forEach(each => each && paths.add(each.path));
      }
    }
    return [...paths];
  }

  #repositoryUrl(id: string): string {
    return `${this.#url}/${encodeURIComponent(id)}`;
  }

  #sourceUrl(id: string, { ref, path }: { ref: string; path: string }): string {
    const names = path.split('/').map(encodeURIComponent).join('/');
    return `${this.#repositoryUrl(id)}/src/${encodeURIComponent(ref)}/${names}`;
  }
}

/** @returns undefined if Bitbucket responds with 404 */
async function unlessMissing<T>(
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Returns undefined if Bitbucket itself responds with 404 or 403. Credentials that lack a scope cause an error, because they read
 * no repository.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/#api-repositories-workspace-repo-slug-get
 */
async function unlessHidden<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessMissing(work);
  } catch (error) {
    const isHidden =
      error instanceof BitbucketCloudError &&
      error.status === 403 &&
      error.isFromBitbucket &&
      !error.requiredScopes?.length;
    if (isHidden) {
      return undefined;
    }
    throw error;
  }
}
