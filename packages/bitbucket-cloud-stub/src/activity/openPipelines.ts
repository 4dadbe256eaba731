import type { SeedRepositoryActivity } from '../model/activity';
import { createRandom } from '../model/createRandom';
import { readTimeSpan } from '../model/readTimeSpan';
import type { Pipeline } from '../store/Pipeline';
import type { PullRequest } from '../store/PullRequest';
import type { ActivityContext } from './ActivityContext';
import { playPipeline, type Outcome, type Play } from './playPipeline';

/** What the pipelines of a repository run on. */
export interface PipelineSource {
  /** Identifies the repository. */
  uuid: string;
  mainBranch: string;
  pullRequests: readonly PullRequest[];
  /** Returns the hash of the latest commit of the main branch at a time. */
  tipAt(time: number): string;
}

const CHECKS: Record<string, Outcome> = {
  SUCCESSFUL: 'S',
  FAILED: 'F',
  INPROGRESS: 'R',
  STOPPED: 'X',
};

/** Returns the seeded pipelines of a repository, oldest first. */
export function openPipelines(
  activity: ActivityContext,
  seed: SeedRepositoryActivity,
  source: PipelineSource,
): Pipeline[] {
  const definition = activity.seed.definitions[seed.definition ?? ''];
  if (!definition) {
    return [];
  }
  const random = createRandom(Number(`0x${source.uuid.slice(1, 8)}`));
  const plays = [
    ...playsOfMain(activity, seed, source),
    ...playsOfPullRequests(activity, seed, source),
  ].sort((a, b) => a.at - b.at);
  return plays.map((play, index) =>
    playPipeline(definition, {
      ...play,
      number: index + 1,
      repository: source.uuid,
      pace: 0.8 + random() * 0.5,
    }),
  );
}

type Planned = Omit<Play, 'number' | 'repository' | 'pace'>;

function* playsOfMain(
  activity: ActivityContext,
  seed: SeedRepositoryActivity,
  source: PipelineSource,
): Generator<Planned> {
  const { runs = '', every = '1d', latest = '1h', people = [] } = seed;
  const end = activity.before(latest);
  for (const [index, outcome] of [...runs].entries()) {
    const at = end - (runs.length - 1 - index) * readTimeSpan(every);
    yield {
      at,
      outcome: outcome as Outcome,
      creator: activity.account(people[index % people.length] ?? ''),
      branch: source.mainBranch,
      isMain: true,
      hash: source.tipAt(at),
    };
  }
}

function* playsOfPullRequests(
  activity: ActivityContext,
  { pull_requests: seeds = [] }: SeedRepositoryActivity,
  { pullRequests, mainBranch }: PipelineSource,
): Generator<Planned> {
  for (const { id, source, author, destination } of pullRequests) {
    const seed = seeds.find(each => each.branch === source.branch);
    if (seed?.checks) {
      const isRunning = seed.checks === 'INPROGRESS';
      yield {
        at: isRunning
          ? activity.startedAt - 60_000
          : activity.before(seed.created) + 20_000,
        outcome: CHECKS[seed.checks],
        creator: author,
        branch: source.branch,
        isMain: false,
        hash: source.hash,
        pullRequest: { id, destination: mainBranch, hash: destination.hash },
      };
    }
  }
}
