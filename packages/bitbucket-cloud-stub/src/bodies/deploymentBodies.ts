import { deriveUuid } from '../model/deriveUuid';
import type { Repository } from '../model/types';
import type {
  Deployment,
  Environment,
  Pipeline,
  Step,
} from '../store/Pipeline';
import { accountBody } from './accountBody';
import {
  condensedCommitBody,
  condensedRepositoryBody,
} from './repositoryBodies';
import type { Resources } from './Resources';

/** Returns an environment, with the fields of the live service that Atlassian does not document. */
export function environmentBody({ uuid, name, type, rank }: Environment) {
  return {
    type: 'deployment_environment',
    uuid,
    name,
    slug: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    environment_type: { type: 'deployment_environment_type', name: type, rank },
    rank,
    hidden: false,
    category: { name: type },
    lock: { type: 'deployment_environment_lock_open', name: 'OPEN' },
    restrictions: {
      type: 'deployment_restrictions_configuration',
      admin_only: false,
    },
  };
}

/** Returns a deployment, whose state is that of its step. */
export function deploymentBody(
  context: Resources,
  repository: Repository,
  parts: { deployment: Deployment; pipeline: Pipeline; step: Step },
) {
  const { deployment, pipeline, step } = parts;
  const { site } = context;
  const { links } = condensedRepositoryBody(repository, site);
  const url = `${links.html.href}/pipelines/results/${pipeline.number}`;
  return {
    type: 'deployment',
    uuid: deployment.uuid,
    number: deployment.number,
    key: `${repository.uuid}_${pipeline.number}`,
    state: stateBody(context, { pipeline, step, url }),
    environment: {
      type: 'deployment_environment',
      uuid: deployment.environment,
    },
    step: { type: 'pipeline_step', uuid: step.uuid },
    release: {
      type: 'deployment_release',
      uuid: deriveUuid('release', pipeline.uuid),
      name: `#${pipeline.number}`,
      url,
      commit: condensedCommitBody(repository, { hash: pipeline.hash }, site),
      pipeline: { type: 'pipeline', uuid: pipeline.uuid },
      created_on: pipeline.createdOn,
    },
    last_update_time: step.completedOn ?? step.startedOn ?? pipeline.createdOn,
  };
}

function stateBody(
  context: Resources,
  { pipeline, step, url }: { pipeline: Pipeline; step: Step; url: string },
) {
  const { state, startedOn, completedOn } = step;
  const deployer = accountBody(context, pipeline.creator);
  // Atlassian documents the first name of each date, and the live service has sent the second.
  const started =
    startedOn === undefined
      ? {}
      : { start_date: startedOn, started_on: startedOn };
  switch (state.name) {
    case 'PENDING':
      return {
        type: 'deployment_state_undeployed',
        name: 'UNDEPLOYED',
        trigger_url: url,
      };
    case 'IN_PROGRESS':
      return {
        type: 'deployment_state_in_progress',
        name: 'IN_PROGRESS',
        url,
        deployer,
        ...started,
      };
    default: {
      const status = ['SUCCESSFUL', 'STOPPED'].includes(state.result)
        ? state.result
        : 'FAILED';
      return {
        type: 'deployment_state_completed',
        name: 'COMPLETED',
        url,
        deployer,
        status: {
          type: `deployment_state_completed_status_${status.toLowerCase()}`,
          name: status,
        },
        ...started,
        ...(completedOn === undefined
          ? {}
          : { completion_date: completedOn, completed_on: completedOn }),
      };
    }
  }
}
