import {
  type BitbucketAnswer,
  type BitbucketPerson,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BitbucketRepositoriesClient,
  BitbucketRepositoryRulesClient,
  normalizeBitbucketUuid,
  type RepositoryClientOptions,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Answers } from '../answers/Answers';
import { type StoredAnswer } from '../answers/AnswerStore';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type RepositoryName } from '../entities/repositoryOf';
import { type WorkspacePages } from '../pages/WorkspacePages';
import { CALLS_OF_REPOSITORY } from './plannedReads';
import { type CodeOwners, type SourceAnswers } from './SourceAnswers';
import { type KnownFacts, withFacts } from './withFacts';

const HOUR_MS = 60 * 60_000;
/** A younger answer is not read again. A pass can begin a little earlier than the one of the day before. */
const MAX_AGE_MS = 20 * HOUR_MS;
/** Of the file CODEOWNERS. */
const MOST_CHARACTERS = 20_000;

/** The main branch of a repository, from the list of the workspace. */
export interface MainBranch {
  name: string;
  hash?: string;
}

/** A repository that is not empty, from the list of the workspace. */
export interface ListedRepository {
  name: RepositoryName;
  main: MainBranch;
}

interface Part {
  key: keyof SourceAnswers;
  /** The calls that reading costs. */
  cost: number;
  read(): Promise<unknown>;
}

const QUESTIONS: Record<keyof SourceAnswers, string> = {
  restrictions: 'branch-restrictions',
  codeOwners: 'code-owners',
  reviewers: 'default-reviewers',
  pullRequest: 'oldest-pull-request',
  pullRequests: 'pull-requests:open',
  pipelines: 'pipelines',
  environments: 'environments',
};
/** The overview shows code owners, too. */
const FACTS = 'facts';

/** Reads what the scorecard needs of the repositories of one workspace, with few calls. */
export class ScorecardSource {
  readonly #repositories: BitbucketRepositoriesClient;
  readonly #rules: BitbucketRepositoryRulesClient;

  constructor(
    private readonly sources: { answers: Answers; pages: WorkspacePages },
    options: RepositoryClientOptions,
    private readonly now: () => number = Date.now,
  ) {
    this.#repositories = new BitbucketRepositoriesClient(options);
    this.#rules = new BitbucketRepositoryRulesClient(options);
  }

  /**
   * Returns the repositories that are not empty, by slug in lower case and by uuid; one call for 100 repositories.
   */
  async listMainBranches(
    signal?: AbortSignal,
  ): Promise<Map<string, ListedRepository>> {
    const found = new Map<string, ListedRepository>();
    for await (const page of this.#repositories.listRepositories({ signal })) {
      for (const { mainBranch: main, slug, uuid, workspace } of page) {
        if (main) {
          const listed = { name: { workspace: workspace.slug, slug }, main };
          found.set(slug.toLowerCase(), listed);
          found.set(normalizeBitbucketUuid(uuid), listed);
        }
      }
    }
    return found;
  }

  /**
   * Reads the oldest answers about a repository again, with at most three calls, and returns all of them. Answers that
   * the pages have read cost nothing.
   */
  async read(name: RepositoryName, main: MainBranch): Promise<SourceAnswers> {
    const parts = await this.#parts(name, main);
    const aged = await Promise.all(
      parts.map(async part => ({
        part,
        triedAt: await this.#triedAt(name, part),
      })),
    );
    let calls = CALLS_OF_REPOSITORY;
    for (const { part, triedAt: at } of aged.sort(
      (a, b) => a.triedAt - b.triedAt,
    )) {
      if (part.cost <= calls && at < this.now() - MAX_AGE_MS) {
        calls -= part.cost;
        await part.read().catch(ignoreMissing);
      }
    }
    return this.known(name);
  }

  /** Returns all answers about a repository. It sends no call. */
  async known(name: RepositoryName): Promise<SourceAnswers> {
    const answers: Record<string, StoredAnswer | undefined> = {};
    for (const [key, question] of Object.entries(QUESTIONS)) {
      answers[key] = await this.#peek(name, question);
    }
    const facts = await this.#peek(name, FACTS);
    return withFacts(answers as SourceAnswers, facts as KnownFacts | undefined);
  }

  #peek(name: RepositoryName, question: string) {
    return this.sources.answers.peek({
      repository: `${name.workspace}/${name.slug}`,
      question,
    });
  }

  async #triedAt(name: RepositoryName, { key }: Part): Promise<number> {
    const own = triedAt(await this.#peek(name, QUESTIONS[key]));
    return key === 'codeOwners'
      ? Math.max(own, (await this.#peek(name, FACTS))?.readAt ?? 0)
      : own;
  }

  /** Returns the default reviewers of a repository. */
  defaultReviewers(
    name: RepositoryName,
  ): Promise<BitbucketAnswer<BitbucketPerson[]>> {
    return this.sources.pages.facts.defaultReviewers(name);
  }

  /**
   * Returns the text of the file CODEOWNERS.
   *
   * @param main - default: read with one more call
   */
  codeOwners(
    name: RepositoryName,
    main?: MainBranch,
  ): Promise<BitbucketAnswer<CodeOwners>> {
    const { slug } = name;
    return this.#get(name, QUESTIONS.codeOwners, async () => {
      const branch =
        main ?? (await this.#repositories.getRepository(slug))?.mainBranch;
      const text =
        branch &&
        (await this.#repositories.readFile(slug, {
          ref: branch.hash ?? branch.name,
          path: '.bitbucket/CODEOWNERS',
        }));
      return text === undefined
        ? ('none' as const)
        : { text: text.slice(0, MOST_CHARACTERS) };
    });
  }

  #get<T>(name: RepositoryName, question: string, read: () => Promise<T>) {
    return this.sources.answers.get<T>({
      repository: `${name.workspace}/${name.slug}`,
      question,
      maxAgeMs: () => MAX_AGE_MS,
      read,
    });
  }

  async #parts(name: RepositoryName, main: MainBranch): Promise<Part[]> {
    const { pages } = this.sources;
    const { slug } = name;
    const one = (
      key: keyof SourceAnswers,
      read: () => Promise<unknown>,
    ): Part => ({ key, cost: 1, read });
    const names = await this.#peek(name, 'environment-names');
    const list = await this.#peek(name, QUESTIONS.pullRequests);
    const isListed =
      list?.data !== undefined && list.readAt > this.now() - MAX_AGE_MS;
    return [
      one('restrictions', () =>
        this.#get(name, QUESTIONS.restrictions, () =>
          this.#rules.listBranchRestrictions(slug),
        ),
      ),
      one('codeOwners', () => this.codeOwners(name, main)),
      one('reviewers', () => this.defaultReviewers(name)),
      one('pipelines', () => pages.pipelines(name)),
      {
        key: 'environments',
        cost: names ? 1 : 2,
        read: () => pages.environments(name),
      },
      ...(isListed
        ? []
        : [
            one('pullRequest', () =>
              this.#get(
                name,
                QUESTIONS.pullRequest,
                async () =>
                  (await this.#rules.findOldestPullRequest(slug)) ?? 'none',
              ),
            ),
          ]),
    ];
  }
}

/** An answer that Bitbucket refuses does not take the calls of the others every day. */
function triedAt(stored: StoredAnswer | undefined): number {
  return stored ? Math.max(stored.readAt, stored.retryAt) : 0;
}

/** The stored answer contains the problem. */
function ignoreMissing(error: unknown) {
  if (!(error instanceof NoAnswerError)) {
    throw error;
  }
}
