import type { SeedStep } from '../model/activity';
import { deriveUuid } from '../model/deriveUuid';
import type { LogPart, Result, RunState, Step } from '../store/Pipeline';

/** What to do with the steps of a pipeline. */
export interface StepPlan {
  /** Uuid of the pipeline. */
  pipeline: string;
  image: string;
  steps: readonly SeedStep[];
}

/** Returns the steps of a pipeline, none of which has started. */
export function createSteps({ pipeline, image, steps }: StepPlan): Step[] {
  return steps.map((seed, index) => ({
    uuid: deriveUuid('step', pipeline, String(index)),
    name: seed.name,
    state: { name: 'PENDING' },
    image,
    script: seed.script,
    log: [],
    seconds: seed.seconds,
    ...(seed.deployment === undefined ? {} : { deployment: seed.deployment }),
  }));
}

/** Returns a step that has ended. */
export function endStep(
  step: Step,
  seed: SeedStep | undefined,
  end: { result: Result; startedAt: number; seconds: number },
): Step {
  const { result, startedAt, seconds } = end;
  const isFailed = result === 'FAILED' || result === 'ERROR';
  const state: RunState = { name: 'COMPLETED', result };
  return {
    ...step,
    state,
    startedOn: new Date(startedAt).toISOString(),
    completedOn: new Date(startedAt + seconds * 1000).toISOString(),
    log: seed?.log ? logOf(seed, isFailed) : step.log,
    ...(seed?.tests ? { tests: { tests: seed.tests, isFailed } } : {}),
  };
}

function logOf(
  { log, failed_log: failed, repeat = 1 }: SeedStep,
  isFailed: boolean,
): LogPart[] {
  return [{ log: isFailed ? failed ?? log : log, repeat }];
}
