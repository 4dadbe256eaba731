import {
  type BitbucketAnswer,
  type BitbucketEnvironment,
  type BitbucketPipeline,
  type BitbucketPipelineStep,
  type BitbucketPullRequestDetails,
  type BitbucketStepLog,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BitbucketDeploymentsClient,
  BitbucketPipelinesClient,
  type BitbucketPullRequestList,
  BitbucketPullRequestsClient,
  BitbucketRepositoryNamesClient,
  type RepositoryClientOptions,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotFoundError } from '@backstage/errors';
import { type Answers, type Question } from '../answers/Answers';
import { NoAnswerError, NotReadError } from '../answers/NoAnswerError';
import {
  type CurrentName,
  type RepositoryName,
  repositoryKeyOf,
} from '../entities/repositoryOf';
import {
  type AnswerAges,
  answerAges,
  areFinal,
  isRunning,
  NAME_MS,
  RUNNING_LOG_MS,
} from './answerAges';
import { limitSize } from './limitSize';
import { LISTED_STATES, type Patience } from './questions';
import { PullRequestFolders } from './PullRequestFolders';
import { readSteps } from './readSteps';
import { RepositoryFacts } from './RepositoryFacts';
import { withPipelines } from './withPipelines';

/** Reads what the pages show of the repositories of one workspace. */
export class WorkspacePages {
  readonly #deployments: BitbucketDeploymentsClient;
  readonly facts: RepositoryFacts;
  readonly folders: PullRequestFolders;
  readonly #pipelines: BitbucketPipelinesClient;
  readonly #pullRequests: BitbucketPullRequestsClient;
  readonly #names: BitbucketRepositoryNamesClient;
  readonly #ages: AnswerAges;
  readonly #workspace: string;

  /** @param options - `hasWebhooks`: whether Bitbucket sends the events of the workspace to the portal */
  constructor(
    private readonly answers: Answers,
    options: RepositoryClientOptions & {
      hasWebhooks: boolean;
      now?: () => number;
    },
  ) {
    this.#ages = answerAges(options);
    this.#workspace = options.workspace;
    this.#names = new BitbucketRepositoryNamesClient(options);
    this.#deployments = new BitbucketDeploymentsClient(options);
    this.folders = new PullRequestFolders(answers, options);
    this.facts = new RepositoryFacts(answers, this.#ages, options);
    this.#pipelines = new BitbucketPipelinesClient(options);
    this.#pullRequests = new BitbucketPullRequestsClient(options);
  }

  /**
   * Returns at most 200 open pull requests with the state of their pipelines, or the 50 latest of another state,
   * within {@link limitSize}.
   */
  async pullRequests(
    name: RepositoryName,
    state: (typeof LISTED_STATES)[number],
    patience?: Patience,
  ): Promise<BitbucketAnswer<BitbucketPullRequestList>> {
    const answer = await this.#listPullRequests(name, state, patience);
    if (state !== 'open' || answer.data.pullRequests.length === 0) {
      return answer;
    }
    const pipelines = await this.#knownPipelines(name, patience);
    return { ...answer, data: withPipelines(answer.data, pipelines) };
  }

  /** Returns at most 200 open pull requests, without the state of their pipelines. */
  openPullRequests(
    name: RepositoryName,
  ): Promise<BitbucketAnswer<BitbucketPullRequestList>> {
    return this.#listPullRequests(name, 'open');
  }

  #listPullRequests(
    name: RepositoryName,
    state: (typeof LISTED_STATES)[number],
    patience?: Patience,
  ) {
    return this.#ask<BitbucketPullRequestList>(patience, {
      repository: repositoryKeyOf(name),
      question: `pull-requests:${state}`,
      maxAgeMs: ({ pullRequests: [latest] }) =>
        state === 'open'
          ? this.#ages.list(name, latest?.updatedAt)
          : this.#ages.closed(name),
      read: async () =>
        limitSize(
          await this.#pullRequests.list(name.slug, {
            state,
            maxCalls: state === 'open' ? 4 : 1,
          }),
        ),
    });
  }

  /** The list of pull requests is useful without pipelines, which other credentials may not be able to read. */
  async #knownPipelines(
    name: RepositoryName,
    patience?: Patience,
  ): Promise<BitbucketPipeline[]> {
    try {
      return (await this.pipelines(name, patience)).data;
    } catch (error) {
      if (error instanceof NoAnswerError || error instanceof NotReadError) {
        return [];
      }
      throw error;
    }
  }

  /**
   * Returns the build statuses and the conflicts of a pull request of the lists.
   *
   * @throws NotFoundError if it is another pull request, for the same reason as in {@link steps}
   */
  async pullRequestDetails(
    name: RepositoryName,
    id: number,
  ): Promise<BitbucketAnswer<BitbucketPullRequestDetails>> {
    if (!(await this.#isListed(name, id))) {
      throw new NotFoundError(
        'The pull request is not one of those that the portal lists. Reload the page.',
      );
    }
    return this.answers.get({
      repository: repositoryKeyOf(name),
      question: `pull-request:${id}`,
      maxAgeMs: () => this.#ages.list(name),
      read: () => this.#pullRequests.readDetails({ slug: name.slug, id }),
    });
  }

  async #isListed(name: RepositoryName, id: number): Promise<boolean> {
    for (const state of LISTED_STATES) {
      const { data } = await this.#listPullRequests(name, state);
      if (data.pullRequests.some(each => each.id === id)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the 50 latest pipelines. */
  pipelines(
    name: RepositoryName,
    patience?: Patience,
  ): Promise<BitbucketAnswer<BitbucketPipeline[]>> {
    return this.#ask(patience, {
      repository: repositoryKeyOf(name),
      question: 'pipelines',
      maxAgeMs: pipelines => this.#ages.pipelines(name, pipelines),
      read: () => this.#pipelines.list(name.slug),
    });
  }

  /**
   * Returns the steps of one of the 50 latest pipelines, with the tests of its first failed steps.
   *
   * @param uuid - with braces, in lower case. With any other uuid, a user could use up the calls of the hour, and fill
   * the table of answers
   * @throws NotFoundError if it is another pipeline
   */
  async steps(
    name: RepositoryName,
    uuid: string,
  ): Promise<BitbucketAnswer<BitbucketPipelineStep[]>> {
    const { data: latest } = await this.pipelines(name);
    const pipeline = latest.find(each => each.uuid.toLowerCase() === uuid);
    if (!pipeline) {
      throw new NotFoundError(
        'The pipeline is not one of the 50 latest pipelines of the repository. Reload the page.',
      );
    }
    return this.answers.get({
      repository: repositoryKeyOf(name),
      question: `steps:${uuid}`,
      maxAgeMs: steps => this.#ages.steps(steps),
      isFinal: (steps, readAt) => areFinal(steps, { pipeline, readAt }),
      read: () => readSteps(this.#pipelines, { slug: name.slug, uuid }),
    });
  }

  /**
   * Returns the end of the log of a step.
   *
   * @throws NotFoundError if the pipeline has no such step, or the step has no log
   */
  async log(
    name: RepositoryName,
    { pipeline: uuid, step: stepUuid }: { pipeline: string; step: string },
  ): Promise<BitbucketAnswer<BitbucketStepLog>> {
    const steps = await this.steps(name, uuid);
    const step = steps.data.find(each => each.uuid.toLowerCase() === stepUuid);
    if (!step) {
      throw new NotFoundError('The pipeline has no such step');
    }
    const isFinal = !isRunning(step);
    const { data, ...answer } = await this.answers.get<BitbucketStepLog | null>(
      {
        repository: repositoryKeyOf(name),
        question: `log:${uuid}:${stepUuid}`,
        // The log of a step that has ended does not change any more.
        maxAgeMs: log =>
          log?.isFinal || (!log && isFinal) ? Infinity : RUNNING_LOG_MS,
        read: async () => {
          const { slug } = name;
          const where = { slug, uuid, stepUuid };
          const log = await this.#pipelines.readLogTail(where);
          return log ? { ...log, isFinal } : null;
        },
      },
    );
    if (!data) {
      throw new NotFoundError('Bitbucket has no log of this step');
    }
    return { ...answer, data };
  }

  /**
   * Returns the current name of a repository, which can be in another workspace.
   *
   * @param id - slug, or uuid with braces
   */
  currentName(id: string): Promise<BitbucketAnswer<CurrentName>> {
    const asked = { workspace: this.#workspace, slug: id };
    return this.answers.get({
      repository: repositoryKeyOf(asked),
      question: 'name',
      maxAgeMs: () => NAME_MS,
      read: () => this.#names.readName(id),
    });
  }

  /** Returns the environments, with their deployments. */
  async environments(
    name: RepositoryName,
  ): Promise<BitbucketAnswer<BitbucketEnvironment[]>> {
    const repository = repositoryKeyOf(name);
    // Only pipelines deploy. This sends no call.
    const pipelines = await this.answers.findCurrent<BitbucketPipeline[]>({
      repository,
      question: 'pipelines',
      maxAgeMs: known => this.#ages.pipelines(name, known),
    });
    return this.answers.get({
      repository,
      question: 'environments',
      maxAgeMs: (environments, readAt) =>
        this.#ages.environments(name, environments, { readAt, pipelines }),
      read: async () =>
        pipelines?.length === 0
          ? []
          : this.#deployments.listEnvironments(name.slug, {
              readNames: async (uuids, read) => {
                const { data } = await this.answers.get({
                  repository,
                  question: 'environment-names',
                  maxAgeMs: known => this.#ages.names(known, uuids),
                  read,
                });
                return data;
              },
            }),
    });
  }

  #ask<T>(
    { maxAgeMs = 0, mayRead }: Patience = {},
    question: Question<T>,
  ): Promise<BitbucketAnswer<T>> {
    return this.answers.get({
      ...question,
      maxAgeMs: (data, readAt) =>
        Math.max(maxAgeMs, question.maxAgeMs(data, readAt)),
      mayRead,
    });
  }
}
