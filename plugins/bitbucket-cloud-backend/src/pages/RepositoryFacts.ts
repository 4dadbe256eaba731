import {
  type BitbucketAnswer,
  type BitbucketCheck,
  type BitbucketPerson,
  type BitbucketRepositoryFacts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BitbucketCloudError,
  type BitbucketMainBranch,
  BitbucketRepositoryFactsClient,
  type RepositoryClientOptions,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import { createHash } from 'node:crypto';
import { type Answers } from '../answers/Answers';
import { NoAnswerError } from '../answers/NoAnswerError';
import { containsEntity } from '../entities/containsEntity';
import { type RepositoryName, repositoryKeyOf } from '../entities/repositoryOf';
import { type AnswerAges, FILE_MS, MAIN_BRANCHES_MS } from './answerAges';
import { MAIN_BRANCHES, MOVED, UUID } from './questions';

/** Reads facts about repositories. One call returns the main branches of many repositories. */
export class RepositoryFacts {
  readonly #client: BitbucketRepositoryFactsClient;

  constructor(
    private readonly answers: Answers,
    private readonly ages: AnswerAges,
    options: RepositoryClientOptions,
  ) {
    this.#client = new BitbucketRepositoryFactsClient(options);
  }

  /** Returns facts that change seldom. */
  get(
    name: RepositoryName,
  ): Promise<BitbucketAnswer<BitbucketRepositoryFacts>> {
    return this.answers.get({
      repository: repositoryKeyOf(name),
      question: 'facts',
      maxAgeMs: () => this.ages.facts(name),
      read: async () => {
        const facts = await this.#read(name, await this.#findMainBranch(name));
        await this.#noteUuid(name, facts.uuid);
        return facts;
      },
    });
  }

  async #read(
    name: RepositoryName,
    mainBranch: BitbucketMainBranch | null | undefined,
  ): Promise<BitbucketRepositoryFacts> {
    const client = this.#client;
    const { slug } = name;
    const { data: defaultReviewers } = await this.defaultReviewers(name);
    try {
      return await client.read(slug, { mainBranch, defaultReviewers });
    } catch (error) {
      const isMissing =
        error instanceof BitbucketCloudError && error.status === 404;
      if (isMissing && mainBranch) {
        // The branch was renamed since.
        return client.read(slug, { defaultReviewers });
      }
      throw error;
    }
  }

  /** Returns undefined if the repository is not one of those that changed last. */
  async #findMainBranch({
    slug,
    workspace,
  }: RepositoryName): Promise<BitbucketMainBranch | null | undefined> {
    try {
      const { data } = await this.answers.get({
        repository: `${workspace}/*`,
        question: MAIN_BRANCHES,
        maxAgeMs: () => MAIN_BRANCHES_MS,
        read: () => this.#client.listMainBranches(),
      });
      const key = slug.toLowerCase();
      return Object.hasOwn(data, key) ? data[key] : undefined;
    } catch (error) {
      if (error instanceof NoAnswerError) {
        return undefined;
      }
      throw error;
    }
  }

  /** Returns the default reviewers. */
  defaultReviewers(
    name: RepositoryName,
  ): Promise<BitbucketAnswer<BitbucketPerson[]>> {
    return this.answers.get({
      repository: repositoryKeyOf(name),
      question: 'default-reviewers',
      maxAgeMs: () => this.ages.facts(name),
      read: () => this.#client.listDefaultReviewers(name.slug),
    });
  }

  /** Returns whether a file in a branch contains an entity now. */
  hasEntity(
    name: RepositoryName,
    file: { branch: string; path: string },
    entity: Entity,
  ): Promise<BitbucketAnswer<boolean>> {
    const { branch, path } = file;
    const hash = createHash('sha256').update(
      JSON.stringify([branch, path, entity.kind, entity.metadata.name]),
    );
    return this.answers.get({
      repository: repositoryKeyOf(name),
      // A path can be longer than the column.
      question: `entity:${hash.digest('base64url')}`,
      maxAgeMs: () => FILE_MS,
      read: async () => {
        const text = await this.#client.readFile(name.slug, file);
        return text !== undefined && containsEntity(text, entity);
      },
    });
  }

  /** Returns whether a webhook told that the repository was moved to another workspace. */
  async wasMoved(name: RepositoryName): Promise<boolean> {
    const repository = repositoryKeyOf(name);
    const stored = await this.answers.peek({ repository, question: MOVED });
    return stored?.data === true;
  }

  /** The uuid finds the repository after a change of its name. */
  async #noteUuid(name: RepositoryName, uuid: string | undefined) {
    if (uuid && uuid !== (await this.knownUuid(name))) {
      await this.answers.note(
        { repository: repositoryKeyOf(name), question: UUID },
        uuid,
      );
    }
  }

  /** Returns the uuid of the repository that had the name last, if the portal or a webhook has read it. */
  async knownUuid(name: RepositoryName): Promise<string | undefined> {
    const repository = repositoryKeyOf(name);
    const stored = await this.answers.peek({ repository, question: UUID });
    return stored?.data as string | undefined;
  }

  /** Returns the statuses of the latest commit of the main branch. */
  mainStatuses(
    name: RepositoryName,
    branch: string,
  ): Promise<BitbucketAnswer<BitbucketCheck[]>> {
    return this.answers.get({
      repository: repositoryKeyOf(name),
      question: 'main-statuses',
      maxAgeMs: () => this.ages.closed(name),
      read: () => this.#client.readStatuses({ slug: name.slug, name: branch }),
    });
  }
}
