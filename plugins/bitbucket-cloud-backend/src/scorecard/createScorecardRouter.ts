import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import Router from 'express-promise-router';
import { type Scorecards } from './Scorecards';

/** The routes of the scorecard. Each requires a user, and returns only components that the user can read. */
export function createScorecardRouter({
  catalog,
  httpAuth,
  scorecards,
}: {
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  scorecards: Scorecards;
}) {
  const router = Router();

  router.get('/scorecard', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    res.json(await scorecards.list(credentials));
  });

  router.get('/entities/:kind/:namespace/:name/scorecard', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    const { kind, name, namespace } = req.params;
    const entity = await catalog.getEntityByRef(
      { kind, name, namespace },
      { credentials },
    );
    if (!entity) {
      throw new NotFoundError('The catalog has no such entity for you');
    }
    res.json(await scorecards.find(entity));
  });
  return router;
}
