import {
  type BitbucketCheck,
  type BitbucketPerson,
  type BitbucketRepositoryFacts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { BitbucketRepositoriesClient } from './BitbucketRepositoriesClient';
import { BitbucketPullRequestsClient } from './BitbucketPullRequestsClient';
import { readCodeOwners } from './codeOwners';
import {
  type BitbucketMainBranch,
  MAIN_BRANCH_FIELDS,
  mainBranchPageSchema,
  mainBranchSchema,
  toMainBranch,
} from './mainBranch';
import { ProgramCalls } from './ProgramCalls';
import { STATUSES, statusPageSchema, toCheck } from './pullRequestDetails';
import { readFirstPages } from './readPages';
import { treePageSchema } from './repositorySchemas';
import { parseBody } from './requestJson';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/** Bitbucket reads code owners only here. */
const CODE_OWNERS = '.bitbucket/CODEOWNERS';
const README = /^readme(\.[a-z]+)?$/i;

/**
 * Reads facts about the repositories of a workspace with a program's credentials, which need the scope `pullrequest`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * @public
 */
export class BitbucketRepositoryFactsClient {
  readonly #calls: ProgramCalls;
  readonly #pullRequests: BitbucketPullRequestsClient;
  readonly #repositories: BitbucketRepositoriesClient;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
    this.#pullRequests = new BitbucketPullRequestsClient(options);
    this.#repositories = new BitbucketRepositoriesClient(options);
  }

  /**
   * Returns the main branches of the 100 repositories that changed last, by slug in lower case, for one call. The main branch of an
   * empty repository is `null`.
   */
  async listMainBranches(
    options: BitbucketCallOptions = {},
  ): Promise<Record<string, BitbucketMainBranch | null>> {
    const what = 'the repositories of the workspace';
    const fields = ['slug', ...MAIN_BRANCH_FIELDS].map(
      each => `values.${each}`,
    );
    const parameters = new URLSearchParams({
      pagelen: '100',
      sort: '-updated_on',
      fields: fields.join(),
    });
    const { values } = await readFirstPages({
      url: `${this.#urls.list()}?${parameters}`,
      schema: mainBranchPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return Object.fromEntries(
      values.map(repository => [
        repository.slug.toLowerCase(),
        toMainBranch(repository) ?? null,
      ]),
    );
  }

  /**
   * Returns the facts about a repository, for three calls; one more if it has code owners, one fewer if it is empty.
   *
   * @param slug - of the repository
   * @param options - `mainBranch` saves one call: `null` for an empty repository; `defaultReviewers` saves one call
   */
  async read(
    slug: string,
    options: BitbucketCallOptions & {
      mainBranch?: BitbucketMainBranch | null;
      defaultReviewers?: BitbucketPerson[];
    } = {},
  ): Promise<BitbucketRepositoryFacts> {
    const { page } = this.#urls.place(slug);
    const main =
      options.mainBranch === undefined
        ? await this.#readMainBranch(slug, options)
        : options.mainBranch;
    const branch = main && (await this.#toRef(slug, main, options));
    return {
      url: page,
      ...(main?.repositoryUuid && { uuid: main.repositoryUuid }),
      ...(branch && {
        mainBranch: branch.name,
        ...(await this.#readFiles(slug, branch, options)),
      }),
      defaultReviewers:
        options.defaultReviewers ??
        (await this.listDefaultReviewers(slug, options)),
    };
  }

  /**
   * Returns the default reviewers of a repository, with those of its project; usually for one call.
   *
   * @param slug - of the repository
   */
  async listDefaultReviewers(
    slug: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPerson[]> {
    const found = await this.#pullRequests.listDefaultReviewers(slug, options);
    return found.map(({ displayName = 'Unknown', uuid }) => ({
      uuid,
      name: displayName,
    }));
  }

  /**
   * Returns the statuses of the latest commit of a branch, the latest first: at most 50, for two calls.
   *
   * @param branch - `slug` of the repository; `name` of the branch
   */
  async readStatuses(
    branch: { slug: string; name: string },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketCheck[]> {
    const { name, slug } = branch;
    const hash = await this.#repositories.getBranchHash(slug, name, options);
    if (!hash) {
      return [];
    }
    const what = 'the statuses of a commit';
    const { values } = await readFirstPages({
      url: `${this.#urls.api(
        slug,
      )}/commit/${hash}/statuses?pagelen=${STATUSES}&sort=-updated_on`,
      schema: statusPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return values.map(toCheck);
  }

  /**
   * Returns the text of a file in a branch, or undefined if there is no such file, for one call; one more if the name of the
   * branch has a slash.
   *
   * @param slug - of the repository
   * @param file - `branch`: its name; `path`: without a leading slash
   */
  async readFile(
    slug: string,
    { branch, path }: { branch: string; path: string },
    options: BitbucketCallOptions = {},
  ): Promise<string | undefined> {
    const found = await this.#toRef(slug, { name: branch }, options);
    return (
      found &&
      this.#repositories.readFile(slug, { ref: found.ref, path }, options)
    );
  }

  async #readMainBranch(
    slug: string,
    options: BitbucketCallOptions,
  ): Promise<BitbucketMainBranch | undefined> {
    const what = 'a repository of the workspace';
    const response = await this.#calls.get(
      `${this.#urls.api(slug)}?fields=${MAIN_BRANCH_FIELDS}`,
      what,
      options,
    );
    return toMainBranch(parseBody(mainBranchSchema, response, what));
  }

  /** A branch with a slash in its name is no ref for files. */
  async #toRef(
    slug: string,
    { hash, name }: BitbucketMainBranch,
    options: BitbucketCallOptions,
  ): Promise<{ name: string; ref: string } | undefined> {
    const ref =
      hash ??
      (name.includes('/')
        ? await this.#repositories.getBranchHash(slug, name, options)
        : name);
    return ref ? { name, ref } : undefined;
  }

  async #readFiles(
    slug: string,
    { name, ref }: { name: string; ref: string },
    options: BitbucketCallOptions,
  ): Promise<Pick<BitbucketRepositoryFacts, 'readmeUrl' | 'codeOwners'>> {
    const paths = await this.#findFiles(slug, ref, options);
    const readme = paths.find(path => README.test(path));
    const file =
      paths.includes(CODE_OWNERS) &&
      (await this.#repositories.readFile(
        slug,
        { ref, path: CODE_OWNERS },
        options,
      ));
    const { page } = this.#urls.place(slug);
    const branch = encodeURIComponent(name);
    const source = `${page}/src/${branch}`;
    return {
      readmeUrl: readme && `${source}/${encodeURIComponent(readme)}`,
      codeOwners:
        typeof file === 'string'
          ? { url: `${source}/${CODE_OWNERS}`, ...readCodeOwners(file) }
          : undefined,
    };
  }

  /** Both files with one call: the folder `.bitbucket` is the second level. */
  async #findFiles(
    slug: string,
    ref: string,
    options: BitbucketCallOptions,
  ): Promise<string[]> {
    const what = 'the files of a repository';
    const parameters = new URLSearchParams({
      q: `path = "${CODE_OWNERS}" OR path ~ "readme"`,
      max_depth: '2',
      pagelen: '100',
      fields: 'values.path,values.type',
    });
    const { values } = await readFirstPages({
      url: `${this.#urls.api(slug)}/src/${encodeURIComponent(
        ref,
      )}/?${parameters}`,
      schema: treePageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return values
      .filter(({ type }) => type === 'commit_file')
      .map(({ path }) => path);
  }
}
