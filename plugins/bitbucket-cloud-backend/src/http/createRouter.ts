import { type BitbucketAnswer } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { type Request } from 'express';
import Router from 'express-promise-router';
import {
  type EntityRepositories,
  type EntityRepository,
} from '../entities/EntityRepositories';
import { type Channels } from '../events/Channels';
import { readOverview } from '../overview/readOverview';
import { repositoryKeyOf } from '../pages/WorkspacePages';
import { readStatus } from './readStatus';
import { sendAnswer } from './sendAnswer';

const ENTITY_PATH = '/entities/:kind/:namespace/:name';
const UUID = /^\{[0-9a-f-]{36}\}$/i;

/** The routes of the plugin. Each requires a user, and that the user can read the entity. */
export function createRouter({
  channels,
  httpAuth,
  repositories,
}: {
  channels: Channels;
  httpAuth: HttpAuthService;
  repositories: EntityRepositories;
}) {
  const router = Router();

  const get = (
    path: string,
    answer: (
      repository: EntityRepository,
      req: Request,
    ) => Promise<BitbucketAnswer<unknown>>,
  ) =>
    router.get(`${ENTITY_PATH}/${path}`, async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { kind, name, namespace } = req.params as Record<string, string>;
      await sendAnswer(res, async () => {
        const found = await repositories.find(
          { kind, name, namespace },
          credentials,
        );
        const channel = await channels.of(repositoryKeyOf(found.name));
        return { ...(await answer(found, req)), channel };
      });
    });

  get('pull-requests', ({ name, pages }, { query }) =>
    pages.pullRequests(name, readStatus(query)),
  );
  get('pull-requests/:id', ({ name, pages }, { params }) => {
    if (!/^[1-9]\d{0,8}$/.test(params.id)) {
      throw new InputError('The pull request must be a number');
    }
    return pages.pullRequestDetails(name, Number(params.id));
  });
  get('pipelines', ({ name, pages }) => pages.pipelines(name));
  get('pipelines/:uuid/steps', ({ name, pages }, { params }) =>
    pages.steps(name, readUuid(params, 'uuid')),
  );
  get('pipelines/:uuid/steps/:step/log', ({ name, pages }, { params }) => {
    const pipeline = readUuid(params, 'uuid');
    return pages.log(name, { pipeline, step: readUuid(params, 'step') });
  });
  get('environments', ({ name, pages }) => pages.environments(name));
  get('overview', readOverview);
  return router;
}

function readUuid(params: Record<string, string>, name: string): string {
  if (!UUID.test(params[name])) {
    throw new InputError(
      `The ${name === 'uuid' ? 'pipeline' : name} must be a uuid in braces`,
    );
  }
  return params[name].toLowerCase();
}
