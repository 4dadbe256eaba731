import {
  type BitbucketEnvironment,
  type BitbucketPipelineStep,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketEnvironmentName } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { createHash } from 'node:crypto';
import { type RepositoryName } from '../entities/repositoryOf';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Without webhooks. `yarn bench:pages` measures what these ages cost. */
const LIST_MS = 20 * MINUTE_MS;
const ENVIRONMENTS_MS = 30 * MINUTE_MS;
const CLOSED_MS = HOUR_MS;
/** With webhooks, answers are read again after a change. Webhooks can be lost. */
const WITH_WEBHOOKS_MS = 12 * HOUR_MS;
/** A pipeline or a deployment that runs. */
const RUNNING_MS = 2 * MINUTE_MS;
/** The names of environments. */
const NAMES_MS = 24 * HOUR_MS;
const NEW_NAMES_MS = 10 * MINUTE_MS;
const RUNNING = ['pending', 'running', 'paused'];
/** Facts about a repository, which change seldom and need several calls; in milliseconds. */
export const FACTS_MS = 12 * HOUR_MS;
/** The log of a step that runs; in milliseconds. */
export const RUNNING_LOG_MS = MINUTE_MS / 4;

/** How old answers can be until they are read again; in milliseconds. */
export interface AnswerAges {
  /** Of a list of open pull requests or pipelines. */
  list(name: RepositoryName): number;
  /** Of a list of merged or declined pull requests. */
  closed(name: RepositoryName): number;
  /** Of the steps of a pipeline, which do not change after its end. */
  steps(steps: BitbucketPipelineStep[]): number;
  /** Of environments and what runs there. */
  environments(
    name: RepositoryName,
    environments: BitbucketEnvironment[],
  ): number;
  /**
   * Of the names of environments.
   *
   * @param uuids - of environments whose names are required
   */
  names(known: BitbucketEnvironmentName[], uuids: string[]): number;
}

/** @param options - `hasWebhooks`: whether Bitbucket sends the events of the workspace to the portal */
export function answerAges({
  hasWebhooks,
}: {
  hasWebhooks: boolean;
}): AnswerAges {
  const ageOf = (name: RepositoryName, withoutWebhooks: number) =>
    hasWebhooks ? WITH_WEBHOOKS_MS * spread(name) : withoutWebhooks;
  return {
    list: name => ageOf(name, LIST_MS),
    closed: name => ageOf(name, CLOSED_MS),
    steps: steps => (steps.some(isRunning) ? RUNNING_MS : WITH_WEBHOOKS_MS),
    environments: (name, environments) =>
      environments.some(({ history: [latest] }) => latest?.state === 'running')
        ? RUNNING_MS
        : ageOf(name, ENVIRONMENTS_MS),
    names: (known, uuids) =>
      uuids.every(uuid => known.some(each => each.uuid === uuid))
        ? NAMES_MS
        : NEW_NAMES_MS,
  };
}

/** Returns whether a step has not ended. */
export function isRunning({
  state,
}: Pick<BitbucketPipelineStep, 'state'>): boolean {
  return RUNNING.includes(state);
}

/**
 * Returns a number from 0.5 to 1, always the same for a repository. So the answers of all repositories are not read
 * again at the same time.
 */
function spread({ slug, workspace }: RepositoryName): number {
  const hash = createHash('sha256').update(`${workspace}/${slug}`).digest();
  return 0.5 + hash.readUInt16BE() / 0xffff / 2;
}
