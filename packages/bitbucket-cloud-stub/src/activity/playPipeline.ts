import type { SeedPipelineDefinition, SeedStep } from '../model/activity';
import { deriveUuid } from '../model/deriveUuid';
import type { Pipeline, Result, RunState, Step } from '../store/Pipeline';
import type { Account } from '../store/PullRequest';
import { createSteps, endStep } from './createSteps';

/** How a seeded pipeline ended; see `SeedRepositoryActivity.runs`. */
export type Outcome = 'S' | 'F' | 'D' | 'X' | 'E' | 'P' | 'R' | 'Q' | 'C';

/** A seeded pipeline. */
export interface Play {
  number: number;
  /** Uuid of the repository. */
  repository: string;
  /** Milliseconds since the Unix epoch. */
  at: number;
  outcome: Outcome;
  creator: Account;
  branch: string;
  isMain: boolean;
  hash: string;
  pullRequest?: Pipeline['pullRequest'];
  /** Multiplies the planned durations. */
  pace: number;
}

const STATES: Record<Outcome, RunState> = {
  S: { name: 'COMPLETED', result: 'SUCCESSFUL' },
  C: { name: 'COMPLETED', result: 'SUCCESSFUL' },
  F: { name: 'COMPLETED', result: 'FAILED' },
  D: { name: 'COMPLETED', result: 'FAILED' },
  X: { name: 'COMPLETED', result: 'STOPPED' },
  E: {
    name: 'COMPLETED',
    result: 'ERROR',
    error:
      'There is an error in your bitbucket-pipelines.yml at [pipelines > default]: this section must contain at least one step.',
  },
  P: { name: 'IN_PROGRESS', stage: 'PAUSED' },
  R: { name: 'IN_PROGRESS', stage: 'RUNNING' },
  Q: { name: 'PENDING' },
};

/** Returns a pipeline that ended, or is in progress, as a seed describes it. */
export function playPipeline(
  definition: SeedPipelineDefinition,
  play: Play,
): Pipeline {
  const { outcome, branch } = play;
  const custom = outcome === 'C' ? definition.custom : undefined;
  const seeds = custom?.steps ?? stepsOf(definition, play.isMain);
  const number = String(play.number);
  const uuid = deriveUuid('pipeline', play.repository, number);
  const plan = { pipeline: uuid, image: definition.image, steps: seeds };
  const steps =
    outcome === 'E' ? [] : playSteps(createSteps(plan), seeds, play);
  const state = STATES[outcome];
  const last = steps.findLast(each => each.completedOn !== undefined);
  const completedOn =
    last?.completedOn ?? new Date(play.at + 2000).toISOString();
  return {
    uuid,
    number: play.number,
    creator: play.creator,
    trigger: custom ? 'MANUAL' : 'PUSH',
    branch,
    ...(play.pullRequest ? { pullRequest: play.pullRequest } : {}),
    hash: play.hash,
    selector: selectorOf(play, custom?.name),
    state,
    createdOn: new Date(play.at).toISOString(),
    ...(state.name === 'COMPLETED' ? { completedOn } : {}),
    steps,
  };
}

/** Returns the steps that a branch runs. */
export function stepsOf(
  { steps }: SeedPipelineDefinition,
  isMain: boolean,
): SeedStep[] {
  return steps.filter(({ deployment }) => isMain || deployment === undefined);
}

function playSteps(steps: Step[], seeds: SeedStep[], play: Play): Step[] {
  const { outcome, pace } = play;
  const turn = turningPoint(seeds, outcome);
  let startedAt = play.at + 5000;
  return steps.map((step, index) => {
    if (index > turn || outcome === 'Q') {
      return notRun(step, outcome);
    }
    if (index === turn && outcome === 'R') {
      const startedOn = new Date(startedAt).toISOString();
      const state: RunState = { name: 'IN_PROGRESS', stage: 'RUNNING' };
      const log = [{ log: seeds[index].log, repeat: 1 }];
      return { ...step, state, startedOn, log };
    }
    const seconds = Math.round(step.seconds * pace);
    const result = index === turn ? resultOf(outcome) : 'SUCCESSFUL';
    const ended = endStep(step, seeds[index], { result, startedAt, seconds });
    startedAt += seconds * 1000 + 3000;
    return ended;
  });
}

/** Returns the index of the step at which a pipeline ended or is. */
function turningPoint(seeds: SeedStep[], outcome: Outcome): number {
  const last = seeds.length - 1;
  const tests = seeds.findIndex(each => each.tests !== undefined);
  const deployment = seeds.findIndex(each => each.deployment !== undefined);
  switch (outcome) {
    case 'F':
      return Math.max(tests, 0);
    case 'X':
    case 'R':
      return Math.min(1, last);
    case 'D':
      return deployment < 0 ? last : deployment;
    case 'P':
      return Math.max(last - 1, 0);
    default:
      return last;
  }
}

function resultOf(outcome: Outcome): Result {
  switch (outcome) {
    case 'F':
    case 'D':
      return 'FAILED';
    case 'X':
      return 'STOPPED';
    default:
      return 'SUCCESSFUL';
  }
}

function notRun(step: Step, outcome: Outcome): Step {
  return ['Q', 'R', 'P'].includes(outcome)
    ? step
    : { ...step, state: { name: 'COMPLETED', result: 'NOT_RUN' } };
}

function selectorOf(
  { isMain, branch, pullRequest }: Play,
  custom: string | undefined,
): Pipeline['selector'] {
  if (custom !== undefined) {
    return { type: 'custom', pattern: custom };
  }
  if (pullRequest) {
    return { type: 'pull-requests', pattern: '**' };
  }
  return isMain ? { type: 'branches', pattern: branch } : { type: 'default' };
}
