import {
  type BitbucketEnvironment,
  type BitbucketPipeline,
  type BitbucketPipelineStep,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketEnvironmentName } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { createHash } from 'node:crypto';
import { type RepositoryName } from '../entities/repositoryOf';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Without webhooks. `yarn bench:pages` measures what these ages cost. */
const LIST_MS = 20 * MINUTE_MS;
const QUIET_LIST_MS = 40 * MINUTE_MS;
/** A list without a change for an hour is read again after half an hour. {@link QUIET_LIST_MS} is the limit. */
const QUIET_SHARE = 2;
/** Only pipelines deploy. An old pipeline can deploy again. */
const NO_PIPELINE_MS = 2 * HOUR_MS;
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
/** Facts about a repository, which change seldom and need several calls. */
const FACTS_MS = 24 * HOUR_MS;
/** The list of main branches, from which the plugin reads facts; in milliseconds. */
export const MAIN_BRANCHES_MS = HOUR_MS / 2;
/** The current name of a repository that was renamed or moved; in milliseconds. */
export const NAME_MS = HOUR_MS;
/** The log of a step that runs; in milliseconds. */
export const RUNNING_LOG_MS = MINUTE_MS / 4;

/** Whether the main branch contains a file; in milliseconds. Someone who lost the file must not see the logs for long. */
export const FILE_MS = MINUTE_MS;

/** How old answers can be until they are read again; in milliseconds. */
export interface AnswerAges {
  /**
   * Of a list of open pull requests.
   *
   * @param changedAt - ISO 8601: the latest change in the list. A list without changes is read less often
   */
  list(name: RepositoryName, changedAt?: string): number;
  /** Of a list of pipelines, the latest first. */
  pipelines(name: RepositoryName, pipelines: BitbucketPipeline[]): number;
  /** Of a list of merged or declined pull requests. */
  closed(name: RepositoryName): number;
  /** Of facts about a repository: 12 to 24 hours. */
  facts(name: RepositoryName): number;
  /** Of the steps of a pipeline, which do not change after its end. */
  steps(steps: BitbucketPipelineStep[]): number;
  /**
   * Of environments and what runs there.
   *
   * @param since - `readAt`: when the environments were read; `pipelines`: current ones, if they are known
   */
  environments(
    name: RepositoryName,
    environments: BitbucketEnvironment[],
    since?: { readAt: number; pipelines?: BitbucketPipeline[] },
  ): number;
  /**
   * Of the names of environments.
   *
   * @param uuids - of environments whose names are required
   */
  names(known: BitbucketEnvironmentName[], uuids: string[]): number;
}

/**
 * @param options - `hasWebhooks`: whether Bitbucket sends the events of the workspace to the portal; `now`: default
 * `Date.now`
 */
export function answerAges({
  hasWebhooks,
  now = Date.now,
}: {
  hasWebhooks: boolean;
  now?: () => number;
}): AnswerAges {
  const ageOf = (name: RepositoryName, withoutWebhooks: number) =>
    hasWebhooks ? WITH_WEBHOOKS_MS * spread(name) : withoutWebhooks;
  const list = (name: RepositoryName, changedAt?: string) => {
    const quietMs = now() - Date.parse(changedAt ?? '') || 0;
    const age = Math.max(LIST_MS, quietMs / QUIET_SHARE);
    return ageOf(name, Math.min(age, QUIET_LIST_MS));
  };
  return {
    list,
    pipelines: (name, [latest]) =>
      list(name, latest?.endedAt ?? latest?.createdAt),
    closed: name => ageOf(name, CLOSED_MS),
    facts: name => FACTS_MS * spread(name),
    steps: steps => (steps.some(isRunning) ? RUNNING_MS : WITH_WEBHOOKS_MS),
    environments: (name, environments, since) =>
      environments.some(({ history: [latest] }) => latest?.state === 'running')
        ? RUNNING_MS
        : ageOf(
            name,
            since?.pipelines?.every(each => endedBefore(each, since.readAt))
              ? NO_PIPELINE_MS
              : ENVIRONMENTS_MS,
          ),
    names: (known, uuids) =>
      uuids.every(uuid => known.some(each => each.uuid === uuid))
        ? NAMES_MS
        : NEW_NAMES_MS,
  };
}

/**
 * Returns whether the steps of a pipeline were read after its end. If it runs again, its page has no end until it ends
 * again.
 */
export function areFinal(
  steps: BitbucketPipelineStep[],
  {
    pipeline,
    readAt,
  }: { pipeline: Pick<BitbucketPipeline, 'endedAt'>; readAt: number },
): boolean {
  return endedBefore(pipeline, readAt) && !steps.some(isRunning);
}

function endedBefore(
  { endedAt }: Pick<BitbucketPipeline, 'endedAt'>,
  readAt: number,
): boolean {
  // Clocks differ.
  return readAt > Date.parse(endedAt ?? '') + MINUTE_MS;
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
