import {
  type BitbucketPipeline,
  type BitbucketPipelineState,
  type BitbucketPipelineStep,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { z } from 'zod/v4';
import { fieldsOf, personSchema, toPerson } from './pullRequestSchemas';
import { pageSchema, UUID_IN_BRACES } from './schemas';

const stateSchema = z
  .object({
    name: z.string(),
    result: z.object({ name: z.string() }).nullish(),
    stage: z.object({ name: z.string() }).nullish(),
  })
  .nullish();

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-get */
export const pipelineSchema = z.object({
  uuid: z.string().regex(UUID_IN_BRACES),
  build_number: z.number().int(),
  state: stateSchema,
  creator: personSchema,
  trigger: z
    .object({ name: z.string().nullish(), type: z.string().nullish() })
    .nullish(),
  target: z
    .object({
      ref_name: z.string().nullish(),
      source: z.string().nullish(),
      commit: z.object({ hash: z.string().nullish() }).nullish(),
    })
    .nullish(),
  created_on: z.string(),
  completed_on: z.string().nullish(),
});

export const pipelinePageSchema = pageSchema(pipelineSchema);

/** The fields of {@link pipelineSchema}, for the parameter `fields`. */
export const PIPELINE_FIELDS = [
  ...['uuid', 'build_number', 'created_on', 'completed_on'],
  ...['state.name', 'state.result.name', 'state.stage.name'],
  ...['trigger.name', 'trigger.type'],
  ...['target.ref_name', 'target.source', 'target.commit.hash'],
  ...fieldsOf('creator'),
];

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-pipeline-uuid-steps-get */
export const stepSchema = z.object({
  uuid: z.string().regex(UUID_IN_BRACES),
  name: z.string().nullish(),
  state: stateSchema,
  started_on: z.string().nullish(),
  completed_on: z.string().nullish(),
});

export const stepPageSchema = pageSchema(stepSchema);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-pipeline-uuid-steps-step-uuid-test-reports-get */
export const testReportSchema = z.object({
  number_of_successful_test_cases: z.number().nullish(),
  number_of_failed_test_cases: z.number().nullish(),
  number_of_error_test_cases: z.number().nullish(),
  number_of_skipped_test_cases: z.number().nullish(),
});

export function toPipeline(
  body: z.output<typeof pipelineSchema>,
  { page, repository }: { page: string; repository: string },
): BitbucketPipeline {
  const { completed_on: endedAt, created_on: createdAt, target } = body;
  return {
    repository,
    uuid: body.uuid,
    number: body.build_number,
    url: `${page}/pipelines/results/${body.build_number}`,
    state: stateOf(body.state),
    ref: target?.ref_name ?? target?.source ?? undefined,
    commit: target?.commit?.hash ?? undefined,
    trigger: triggerOf(body.trigger),
    creator: toPerson(body.creator),
    createdAt,
    endedAt: endedAt ?? undefined,
    durationSeconds: secondsBetween(createdAt, endedAt),
  };
}

export function toStep(
  body: z.output<typeof stepSchema>,
  index: number,
): BitbucketPipelineStep {
  return {
    uuid: body.uuid,
    name: body.name || `Step ${index + 1}`,
    state: stateOf(body.state),
    startedAt: body.started_on ?? undefined,
    durationSeconds: secondsBetween(body.started_on, body.completed_on),
  };
}

export function toTests(
  body: z.output<typeof testReportSchema>,
): NonNullable<BitbucketPipelineStep['tests']> {
  return {
    passed: body.number_of_successful_test_cases ?? 0,
    failed:
      (body.number_of_failed_test_cases ?? 0) +
      (body.number_of_error_test_cases ?? 0),
    skipped: body.number_of_skipped_test_cases ?? 0,
  };
}

const RESULTS: Record<string, BitbucketPipelineState> = {
  SUCCESSFUL: 'successful',
  FAILED: 'failed',
  ERROR: 'failed',
  EXPIRED: 'failed',
  STOPPED: 'stopped',
  NOT_RUN: 'skipped',
};

function stateOf(state: z.output<typeof stateSchema>): BitbucketPipelineState {
  switch (state?.name) {
    case 'COMPLETED':
      return RESULTS[state.result?.name ?? ''] ?? 'stopped';
    case 'IN_PROGRESS':
      return ['PAUSED', 'HALTED'].includes(state.stage?.name ?? '')
        ? 'paused'
        : 'running';
    default:
      return 'pending';
  }
}

function triggerOf(
  trigger: z.output<typeof pipelineSchema>['trigger'],
): BitbucketPipeline['trigger'] {
  const text = `${trigger?.type} ${trigger?.name}`.toLowerCase();
  const found = (['push', 'manual', 'schedule', 'pull'] as const).find(word =>
    text.includes(word),
  );
  return found === 'pull' ? 'pull request' : found ?? 'other';
}

function secondsBetween(
  start: string | null | undefined,
  end: string | null | undefined,
): number | undefined {
  const seconds = (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
