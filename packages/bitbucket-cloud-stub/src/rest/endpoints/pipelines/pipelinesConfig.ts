import { z } from 'zod/v4';
import { condensedRepositoryBody } from '../../../bodies/repositoryBodies';
import type { Repository } from '../../../model/types';
import type { Call } from '../../Call';
import type { RestEndpoint } from '../RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}/pipelines_config';

const configSchema = z.object({ enabled: z.boolean() });

/** Whether Bitbucket Pipelines runs for a repository. */
export const PIPELINES_CONFIG_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['repository:admin'],
    respond: call => sendConfig(call, call.administeredRepository()),
  },
  {
    method: 'PUT',
    path: PATH,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const { enabled } = call.readJson(configSchema);
      call.context.store.repositories.setPipelines(repository, enabled);
      return sendConfig(call, repository);
    },
  },
];

function sendConfig(call: Call, repository: Repository): Response {
  const { store, site } = call.context;
  return call.send({
    body: {
      type: 'repository_pipelines_configuration',
      enabled: store.repositories.hasPipelines(repository),
      repository: condensedRepositoryBody(repository, site),
    },
  });
}
