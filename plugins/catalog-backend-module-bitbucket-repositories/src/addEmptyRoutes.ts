import {
  type BitbucketEntityConflictsResponse,
  type BitbucketIngestionResponse,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type HttpRouterService } from '@backstage/backend-plugin-api';
import createRouter from 'express-promise-router';

const NO_CONFLICTS: BitbucketEntityConflictsResponse = { conflicts: [] };
const NO_STATES: BitbucketIngestionResponse = { states: [] };

/**
 * Adds the routes that pages request for each entity or repository, for a portal without a provider. Otherwise, each of
 * these pages would log an error in the browser.
 */
export function addEmptyRoutes(httpRouter: HttpRouterService): void {
  const router = createRouter();
  router.get('/bitbucket/conflicts/:kind/:namespace/:name', (_, res) => {
    res.json(NO_CONFLICTS);
  });
  router.get('/bitbucket/import/candidates', (_, res) => {
    res.json({ items: [] });
  });
  router.get('/bitbucket/ingestion/bitbucketRepositories', (_, res) => {
    res.json(NO_STATES);
  });
  httpRouter.use(router);
}
