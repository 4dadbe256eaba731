import {
  type BitbucketAnswer,
  folderOfLocation,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type HttpAuthService,
} from '@backstage/backend-plugin-api';
import { ANNOTATION_SOURCE_LOCATION } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { type Request } from 'express';
import Router from 'express-promise-router';
import { type PipelineActions } from '../actions/PipelineActions';
import {
  type EntityRepositories,
  type EntityRepository,
} from '../entities/EntityRepositories';
import { type Channels } from '../events/Channels';
import { type LogReaders } from '../entities/LogReaders';
import { followRename } from '../entities/followRename';
import { readOverview } from '../overview/readOverview';
import { repositoryKeyOf } from '../entities/repositoryOf';
import { addActionRoutes } from './addActionRoutes';
import { ENTITY_PATH, readUuid } from './entityPath';
import { readStatus } from './readStatus';
import { sendAnswer } from './sendAnswer';

/** The routes of the plugin. Each requires a user, and that the user can read the entity. */
export function createRouter({
  actions,
  channels,
  httpAuth,
  logReaders,
  repositories,
}: {
  actions: PipelineActions;
  channels: Channels;
  httpAuth: HttpAuthService;
  logReaders: LogReaders;
  repositories: EntityRepositories;
}) {
  const router = Router();

  const get = (
    path: string,
    answer: (
      repository: EntityRepository,
      req: Request,
      credentials: BackstageCredentials<BackstageUserPrincipal>,
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
        const followed = await followRename(found, current =>
          answer(current, req, credentials),
        );
        const channel = await channels.of(repositoryKeyOf(followed.place.name));
        return { ...followed.answer, channel };
      });
    });

  get('pull-requests', ({ name, pages }, { query }) =>
    pages.pullRequests(name, readStatus(query)),
  );
  get('pull-requests/folder', async ({ entity, name, pages }) => {
    const { annotations = {} } = entity.metadata;
    const folder = folderOfLocation(
      annotations[ANNOTATION_SOURCE_LOCATION] ?? '',
    );
    if (folder === undefined) {
      throw new InputError(
        'The entity is not a folder of its repository. Its annotation backstage.io/source-location can name one',
      );
    }
    const list = await pages.openPullRequests(name);
    return pages.folders.find(name, list, folder);
  });
  get('pull-requests/:id', ({ name, pages }, { params }) => {
    if (!/^[1-9]\d{0,8}$/.test(params.id)) {
      throw new InputError('The pull request must be a number');
    }
    return pages.pullRequestDetails(name, Number(params.id));
  });
  get('pipelines', async (found, _, credentials) => {
    const [answer, canAct] = await Promise.all([
      found.pages.pipelines(found.name),
      actions.isAllowed(found, credentials),
    ]);
    return { ...answer, canAct };
  });
  get('pipelines/:uuid/steps', ({ name, pages }, { params }) =>
    pages.steps(name, readUuid(params, 'uuid')),
  );
  get('pipelines/:uuid/steps/:step/log', async (found, { params }) => {
    const { name, pages } = found;
    await logReaders.require(found);
    const pipeline = readUuid(params, 'uuid');
    return pages.log(name, { pipeline, step: readUuid(params, 'step') });
  });
  get('environments', ({ name, pages }) => pages.environments(name));
  get('overview', readOverview);
  addActionRoutes(router, { actions, httpAuth, repositories });
  return router;
}
