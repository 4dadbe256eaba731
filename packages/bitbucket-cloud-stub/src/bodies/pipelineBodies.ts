import type { Repository } from '../model/types';
import type { Pipeline, RunState, Step } from '../store/Pipeline';
import { accountBody } from './accountBody';
import {
  apiUrlOf,
  condensedCommitBody,
  condensedRepositoryBody,
} from './repositoryBodies';
import type { Resources } from './Resources';

/** Returns the URL of a pipeline in the REST API. */
export function pipelineUrl(
  { site }: Pick<Resources, 'site'>,
  repository: Repository,
  { uuid }: Pick<Pipeline, 'uuid'>,
): string {
  const id = encodeURIComponent(uuid);
  return `${apiUrlOf(repository, site)}/pipelines/${id}`;
}

/** Returns a pipeline. */
export function pipelineBody(
  context: Resources,
  repository: Repository,
  pipeline: Pipeline,
) {
  const { uuid, number, trigger, createdOn, completedOn } = pipeline;
  const self = pipelineUrl(context, repository, pipeline);
  const seconds = secondsBetween(createdOn, completedOn);
  const used = pipeline.steps
    .map(each => secondsBetween(each.startedOn, each.completedOn) ?? 0)
    .reduce((sum, each) => sum + each, 0);
  return {
    type: 'pipeline',
    uuid,
    build_number: number,
    run_number: 1,
    creator: accountBody(context, pipeline.creator),
    repository: condensedRepositoryBody(repository, context.site),
    target: targetBody(context, repository, pipeline),
    trigger: {
      type: `pipeline_trigger_${trigger.toLowerCase()}`,
      name: trigger,
    },
    state: stateBody('pipeline', pipeline.state),
    ...(pipeline.variables
      ? {
          variables: pipeline.variables.map(({ key, value = '', secured }) => ({
            type: 'pipeline_variable',
            key,
            ...(secured ? {} : { value }),
            secured,
          })),
        }
      : {}),
    created_on: createdOn,
    run_creation_date: createdOn,
    ...(completedOn === undefined ? {} : { completed_on: completedOn }),
    build_seconds_used: used,
    duration_in_seconds: seconds ?? used,
    has_variables: (pipeline.variables ?? []).length > 0,
    configuration_sources: [
      {
        source: 'default',
        uri: `${apiUrlOf(repository, context.site)}/src/${
          pipeline.hash
        }/bitbucket-pipelines.yml`,
      },
    ],
    links: {
      type: 'pipelines_pipeline_links',
      self: { type: 'pipelines_links_section_href', href: self },
      steps: { type: 'pipelines_links_section_href', href: `${self}/steps` },
    },
  };
}

/** Returns a step of a pipeline. */
export function stepBody(pipeline: Pipeline, step: Step) {
  const seconds = secondsBetween(step.startedOn, step.completedOn);
  return {
    type: 'pipeline_step',
    uuid: step.uuid,
    name: step.name,
    state: stateBody('pipeline_step', step.state),
    ...(step.startedOn === undefined ? {} : { started_on: step.startedOn }),
    ...(step.completedOn === undefined
      ? {}
      : { completed_on: step.completedOn }),
    duration_in_seconds: seconds ?? 0,
    build_seconds_used: seconds ?? 0,
    run_number: 1,
    max_time: 120,
    trigger: { type: 'pipeline_step_trigger_automatic' },
    image: { name: step.image },
    setup_commands: [],
    script_commands: step.script.map(command => ({ name: command, command })),
    pipeline: { type: 'pipeline', uuid: pipeline.uuid },
  };
}

function stateBody(prefix: string, state: RunState) {
  switch (state.name) {
    case 'PENDING':
      return { type: `${prefix}_state_pending`, name: state.name };
    case 'IN_PROGRESS':
      return {
        type: `${prefix}_state_in_progress`,
        name: state.name,
        stage: {
          type: `${prefix}_state_in_progress_${state.stage.toLowerCase()}`,
          name: state.stage,
        },
      };
    default: {
      const { result, error } = state;
      return {
        type: `${prefix}_state_completed`,
        name: state.name,
        result: {
          type: `${prefix}_state_completed_${result.toLowerCase()}`,
          name: result,
          ...(error === undefined
            ? {}
            : {
                error: {
                  type: 'pipeline_error',
                  key: 'plan-service.parse.parse-error',
                  message: error,
                },
              }),
        },
      };
    }
  }
}

function targetBody(
  { site }: Resources,
  repository: Repository,
  { branch, hash, selector, pullRequest }: Pipeline,
) {
  const commit = condensedCommitBody(repository, { hash }, site);
  if (pullRequest) {
    const { id, destination } = pullRequest;
    return {
      type: 'pipeline_pullrequest_target',
      source: branch,
      destination,
      destination_commit: { type: 'commit', hash: pullRequest.hash },
      commit,
      pullrequest: { type: 'pullrequest', id },
      selector,
    };
  }
  return branch === undefined
    ? { type: 'pipeline_commit_target', commit, selector }
    : {
        type: 'pipeline_ref_target',
        ref_type: 'branch',
        ref_name: branch,
        commit,
        selector,
      };
}

function secondsBetween(
  from: string | undefined,
  to: string | undefined,
): number | undefined {
  return from === undefined || to === undefined
    ? undefined
    : Math.round((Date.parse(to) - Date.parse(from)) / 1000);
}
