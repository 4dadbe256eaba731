import {
  type BitbucketAnswer,
  type BitbucketFolderPullRequests,
  type BitbucketPullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BitbucketPullRequestFilesClient,
  type BitbucketPullRequestList,
  type RepositoryClientOptions,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { type Answers } from '../answers/Answers';
import { NoAnswerError, NotReadError } from '../answers/NoAnswerError';
import { type RepositoryName, repositoryKeyOf } from '../entities/repositoryOf';

/** Each costs two calls. The page asks again for the others. */
const READ_AT_ONCE = 20;
const CONCURRENT = 4;

/** Finds the pull requests that change a folder of a repository with several components. */
export class PullRequestFolders {
  readonly #client: BitbucketPullRequestFilesClient;

  constructor(
    private readonly answers: Answers,
    options: RepositoryClientOptions,
  ) {
    this.#client = new BitbucketPullRequestFilesClient(options);
  }

  /**
   * Returns the pull requests of a list that change a folder. The files of a commit do not change, so they are read once.
   *
   * @param folder - without slashes around it
   */
  async find(
    name: RepositoryName,
    list: BitbucketAnswer<BitbucketPullRequestList>,
    folder: string,
  ): Promise<BitbucketAnswer<BitbucketFolderPullRequests>> {
    let rest = READ_AT_ONCE;
    const mayRead = () => (rest -= 1) >= 0;
    const limit = pLimit(CONCURRENT);
    const found = await Promise.all(
      list.data.pullRequests.map(each =>
        limit(async () => ({
          id: each.id,
          changes: await this.#changes(name, each, { folder, mayRead }),
        })),
      ),
    );
    return {
      ...list,
      data: {
        folder,
        ids: found.flatMap(({ changes, id }) => (changes ? [id] : [])),
        unread: found.filter(({ changes }) => changes === undefined).length,
      },
    };
  }

  /** Returns undefined if the files cannot be read now. */
  async #changes(
    name: RepositoryName,
    { id, sourceCommit = '', targetBranch = '' }: BitbucketPullRequest,
    { folder, mayRead }: { folder: string; mayRead: () => boolean },
  ): Promise<boolean | undefined> {
    const target = createHash('sha256').update(targetBranch).digest('hex');
    try {
      const { data, problem } = await this.answers.get<string[] | 'many'>({
        repository: repositoryKeyOf(name),
        question: `folders:${id}:${sourceCommit}:${target.slice(0, 8)}`,
        maxAgeMs: () => Infinity,
        mayRead,
        read: async () =>
          (await this.#client.listFolders({ slug: name.slug, id })) ?? 'many',
      });
      return problem
        ? undefined
        : data === 'many' ||
            data.some(each => `${each}/`.startsWith(`${folder}/`));
    } catch (error) {
      if (error instanceof NoAnswerError || error instanceof NotReadError) {
        return undefined;
      }
      throw error;
    }
  }
}
