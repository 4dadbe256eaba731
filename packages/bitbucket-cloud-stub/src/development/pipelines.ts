import { z } from 'zod/v4';
import { pipelineBody } from '../bodies/pipelineBodies';
import { definitionOf } from '../changes/pipelines/definitionOf';
import { beginPipeline, endPipeline } from '../changes/pipelines/movePipeline';
import { startPipeline } from '../changes/pipelines/startPipeline';
import type { StubContext } from '../context';
import { createSteps } from '../activity/createSteps';
import type { SeedTests } from '../model/activity';
import type { Repository } from '../model/types';
import { testsSchema } from '../seed/activityParts';
import { branchName } from '../seed/parts';
import { mainBranchOf } from '../store/LiveRepository';
import type { Pipeline } from '../store/Pipeline';
import { check } from './check';
import { findActor, findPlace } from '../events/findPlace';

/**
 * A pipeline to run.
 *
 * @public
 */
export interface PipelineRun {
  /** Defaults to the main branch. */
  branch?: string;
  /** Username, uuid or account ID of the person. Defaults to an owner of the workspace. */
  by?: string;
}

/**
 * How a pipeline ends.
 *
 * @public
 */
export interface PipelineResult {
  /** `FAILED` fails in the first step with tests. */
  result: 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  /** Log of the last step that runs. Defaults to the one of the definition. */
  log?: string;
  /** How often the log is repeated, for long logs, which need no memory. Defaults to 1. */
  repeatLog?: number;
  /** Test report of that step. Defaults to the one of the definition. */
  tests?: SeedTests;
}

/**
 * A deployment.
 *
 * @public
 */
export interface NewDeployment {
  /** `Test`, `Staging` or `Production`. */
  environment: string;
  /** Defaults to the main branch. */
  branch?: string;
  /** Username, uuid or account ID of the person. Defaults to an owner of the workspace. */
  by?: string;
  /** Defaults to `SUCCESSFUL`. */
  result?: 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
}

const runSchema: z.ZodType<PipelineRun> = z.strictObject({
  branch: branchName.optional(),
  by: z.string().optional(),
});

const resultEnum = z.enum(['SUCCESSFUL', 'FAILED', 'STOPPED']);

const resultSchema: z.ZodType<PipelineResult> = z.strictObject({
  result: resultEnum,
  log: z.string().optional(),
  repeatLog: z.number().int().min(1).optional(),
  tests: testsSchema.optional(),
});

const deploymentSchema: z.ZodType<NewDeployment> = z.strictObject({
  environment: z.string(),
  branch: branchName.optional(),
  by: z.string().optional(),
  result: resultEnum.optional(),
});

type Place = [workspace: string, repository: string];

/**
 * Runs a pipeline, whose first step is in progress until `endRun`.
 *
 * @returns the pipeline as the REST API returns it
 * @throws Error if the repository, branch or person does not exist.
 */
export function runPipeline(
  context: StubContext,
  place: Place,
  fields: PipelineRun,
): object {
  const run = check(runSchema, 'pipeline', fields);
  const [repository, pipeline] = start(context, place, run);
  return pipelineBody(
    context,
    repository,
    beginPipeline(context, repository, pipeline),
  );
}

/**
 * Ends a pipeline that has not ended.
 *
 * @param place - The last element is the uuid or the number of the pipeline.
 * @returns the pipeline as the REST API returns it
 * @throws Error if it does not exist, or has ended.
 */
export function endRun(
  context: StubContext,
  [workspaceId, repositoryId, id]: [...Place, id: string],
  fields: PipelineResult,
): object {
  const end = check(resultSchema, 'result', fields);
  const [, repository] = findPlace(context, workspaceId, repositoryId);
  const pipeline = context.store.builds.findPipeline(repository, id);
  if (!pipeline) {
    throw new Error(`There is no pipeline "${id}".`);
  }
  const ended = endPipeline(context, [repository, pipeline], end);
  return pipelineBody(context, repository, ended);
}

/**
 * Deploys a branch with a custom pipeline, which ends at once.
 *
 * @returns the pipeline as the REST API returns it
 * @throws Error if the environment, repository, branch or person does not exist.
 */
export function deploy(
  context: StubContext,
  place: Place,
  fields: NewDeployment,
): object {
  const {
    environment,
    result = 'SUCCESSFUL',
    ...run
  } = check(deploymentSchema, 'deployment', fields);
  const [, about] = findPlace(context, ...place);
  const { environments } = context.store.builds.of(about);
  if (!environments.some(({ name }) => name === environment)) {
    const names = environments.map(({ name }) => name).join(', ');
    throw new Error(`environment: must be one of ${names}.`);
  }
  const [repository, pipeline] = start(context, place, run, {
    type: 'custom',
    pattern: `deploy-to-${environment.toLowerCase()}`,
  });
  const steps = createSteps({
    pipeline: pipeline.uuid,
    image: definitionOf(context.store, repository).image,
    steps: [
      {
        name: `Deploy to ${environment.toLowerCase()}`,
        seconds: 30,
        script: ['./deploy.sh'],
        log: 'deploy',
        deployment: environment,
      },
    ],
  });
  const ended = endPipeline(context, [repository, { ...pipeline, steps }], {
    result,
  });
  return pipelineBody(context, repository, ended);
}

function start(
  context: StubContext,
  place: Place,
  { branch: name, by }: PipelineRun,
  selector?: Pipeline['selector'],
): [Repository, Pipeline] {
  const [workspace, repository] = findPlace(context, ...place);
  const main = mainBranchOf(repository);
  const branch = name ?? main;
  const commit = context.store.repositories.findBranch(repository, branch);
  if (!commit) {
    throw new Error(`branch: there is no branch "${branch}".`);
  }
  const onBranch =
    branch === main
      ? { type: 'branches', pattern: branch }
      : { type: 'default' };
  const pipeline = startPipeline(context, repository, {
    branch,
    hash: commit.hash,
    selector: selector ?? onBranch,
    trigger: selector ? 'MANUAL' : 'PUSH',
    actor: findActor(context, workspace, { id: by }),
  });
  return [repository, pipeline];
}
