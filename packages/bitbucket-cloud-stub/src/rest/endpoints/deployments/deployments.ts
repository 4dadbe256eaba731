import {
  deploymentBody,
  environmentBody,
} from '../../../bodies/deploymentBodies';
import type { Repository } from '../../../model/types';
import type { Deployment } from '../../../store/Pipeline';
import type { Call, Representation } from '../../Call';
import { fieldsNamed } from '../../query/select';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';

const REPOSITORY = '/repositories/{workspace}/{repo_slug}';

// Atlassian does not document parameters; the website of Bitbucket uses these.
const SORT = fieldsNamed('number', 'state.started_on', 'last_update_time');

/** Environments and deployments. */
export const DEPLOYMENT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: `${REPOSITORY}/environments`,
    scopes: ['pipeline'],
    respond: call => {
      const { environments } = call.context.store.builds.of(call.repository());
      return call.sendList(
        environments,
        each => ({ body: environmentBody(each) }),
        { ignoresQuery: true, pageLength: { byDefault: 100, most: 100 } },
      );
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/environments/{environment_uuid}`,
    scopes: ['pipeline'],
    respond: call => {
      const id = call.param('environment_uuid');
      const environment = call.context.store.builds
        .of(call.repository())
        .environments.find(({ uuid }) => uuid === id);
      if (!environment) {
        throw new RestError(404, 'Not found', {
          detail: `The environment ${id} does not exist.`,
        });
      }
      return call.send({ body: environmentBody(environment) });
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/deployments`,
    scopes: ['pipeline'],
    respond: call => {
      const repository = call.repository();
      const { deployments } = call.context.store.builds.of(repository);
      const environment = call.query('environment');
      return call.sendList(
        [...deployments.values()].filter(
          each => environment === undefined || each.environment === environment,
        ),
        each => present(call, repository, each),
        { sort: SORT },
      );
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/deployments/{deployment_uuid}`,
    scopes: ['pipeline'],
    respond: call => {
      const repository = call.repository();
      const id = call.param('deployment_uuid');
      const { deployments } = call.context.store.builds.of(repository);
      const deployment = deployments.get(id);
      if (!deployment) {
        throw new RestError(404, 'Not found', {
          detail: `The deployment ${id} does not exist.`,
        });
      }
      return call.send(present(call, repository, deployment));
    },
  },
];

function present(
  { context }: Call,
  repository: Repository,
  deployment: Deployment,
): Representation {
  const { pipelines } = context.store.builds.of(repository);
  const pipeline = pipelines.get(deployment.pipeline)!;
  const step = pipeline.steps.find(({ uuid }) => uuid === deployment.step)!;
  return {
    body: deploymentBody(context, repository, { deployment, pipeline, step }),
  };
}
