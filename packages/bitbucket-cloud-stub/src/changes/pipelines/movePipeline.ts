import { endStep } from '../../activity/createSteps';
import type { EventContext } from '../../events/sendEvent';
import type { SeedStep, SeedTests } from '../../model/activity';
import type { Repository } from '../../model/types';
import type { Pipeline, RunState, Step } from '../../store/Pipeline';
import { seedStepsOf } from './definitionOf';
import { savePipeline } from './savePipeline';

/** How a pipeline ends. */
export interface PipelineEnd {
  result: 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  /** Text of the log of the last step that ran, in place of the one of the definition. */
  log?: string;
  /** How often that text is repeated; 1 by default. */
  repeatLog?: number;
  /** Test report of that step, in place of the one of the definition. */
  tests?: SeedTests;
}

const NOT_RUN: RunState = { name: 'COMPLETED', result: 'NOT_RUN' };
const RUNNING: RunState = { name: 'IN_PROGRESS', stage: 'RUNNING' };

/** Begins the first step of a pending pipeline. */
export function beginPipeline(
  context: EventContext,
  repository: Repository,
  pipeline: Pipeline,
): Pipeline {
  const seeds = seedStepsOf(context.store, repository, pipeline);
  const startedOn = new Date(context.clock.now()).toISOString();
  const steps = pipeline.steps.map((step, index): Step => {
    const log = seeds[0]?.log ? [{ log: seeds[0].log, repeat: 1 }] : [];
    return index === 0 ? { ...step, state: RUNNING, startedOn, log } : step;
  });
  return savePipeline(context, repository, {
    ...pipeline,
    state: RUNNING,
    steps,
  });
}

/**
 * Ends a pipeline. A failed one fails in its first step with tests, or in its first step.
 *
 * @throws Error if it has already ended.
 */
export function endPipeline(
  context: EventContext,
  [repository, pipeline]: [Repository, Pipeline],
  end: PipelineEnd,
): Pipeline {
  if (pipeline.state.name === 'COMPLETED') {
    throw new Error('The pipeline has already completed.');
  }
  const now = context.clock.now();
  const seeds = seedStepsOf(context.store, repository, pipeline);
  const last = lastStep(pipeline, seeds, end);
  const begun = Date.parse(pipeline.createdOn);
  const planned = pipeline.steps
    .slice(0, last + 1)
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const pace = Math.max(now - begun, 1000) / 1000 / Math.max(planned, 1);
  let startedAt = begun;
  const steps = pipeline.steps.map((step, index): Step => {
    if (index > last || step.state.name === 'COMPLETED') {
      return step.state.name === 'COMPLETED'
        ? step
        : { ...step, state: NOT_RUN };
    }
    const seconds = step.seconds * pace;
    const result = index === last ? end.result : 'SUCCESSFUL';
    const ended = endStep(step, seeds[index], { result, startedAt, seconds });
    startedAt += seconds * 1000;
    return index === last ? withOutput(ended, end) : ended;
  });
  return savePipeline(context, repository, {
    ...pipeline,
    state: { name: 'COMPLETED', result: end.result },
    completedOn: new Date(now).toISOString(),
    steps,
  });
}

/** Returns the index of the last step that runs. */
function lastStep(
  { steps }: Pipeline,
  seeds: readonly SeedStep[],
  { result }: PipelineEnd,
): number {
  if (result === 'SUCCESSFUL') {
    return steps.length - 1;
  }
  const running = steps.findIndex(({ state }) => state.name !== 'COMPLETED');
  const tested = seeds.findIndex(({ tests }) => tests !== undefined);
  return result === 'FAILED' ? Math.max(tested, running, 0) : running;
}

function withOutput(
  step: Step,
  { result, log, repeatLog: repeat = 1, tests }: PipelineEnd,
): Step {
  const isFailed = result === 'FAILED';
  return {
    ...step,
    ...(log === undefined ? {} : { log: [{ text: log, repeat }] }),
    ...(tests === undefined ? {} : { tests: { tests, isFailed } }),
  };
}
