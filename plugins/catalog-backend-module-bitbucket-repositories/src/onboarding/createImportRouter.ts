import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type HttpAuthService,
  type PermissionsService,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  catalogEntityCreatePermission,
  catalogLocationAnalyzePermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import express, { type Request, type Router } from 'express';
import createRouter from 'express-promise-router';
import { type ImportHandlers } from './ImportHandlers';

/** A file of 64 KiB as a JSON text, and a description. */
const LARGEST_BODY = '256kb';

/**
 * The routes of the import, under the URL of the catalog. They require a user who may use Backstage's own import:
 * `catalog.location.analyze` and `catalog.entity.create`.
 */
export function createImportRouter(options: {
  handlers: ImportHandlers;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
}): Router {
  const { handlers, httpAuth, permissions, userInfo } = options;
  const authorize = async (
    req: Request,
    needed: BasicPermission[],
  ): Promise<BackstageCredentials<BackstageUserPrincipal>> => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    const decisions = await permissions.authorize(
      needed.map(permission => ({ permission })),
      { credentials },
    );
    const denied = decisions.findIndex(
      ({ result }) => result !== AuthorizeResult.ALLOW,
    );
    if (denied >= 0) {
      throw new NotAllowedError(
        `You need the permission ${needed[denied].name} to import a repository.`,
      );
    }
    return credentials;
  };
  const router = createRouter();
  router.get('/bitbucket/import', async (req, res) => {
    await authorize(req, [catalogLocationAnalyzePermission]);
    res.json(await handlers.analyze(req.query.url));
  });
  router.get('/bitbucket/import/candidates', async (req, res) => {
    const credentials = await authorize(req, [
      catalogLocationAnalyzePermission,
    ]);
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    res.json({ items: await handlers.listCandidates(ownershipEntityRefs) });
  });
  router.post(
    '/bitbucket/import/pull-requests',
    express.json({ limit: LARGEST_BODY }),
    async (req, res) => {
      const credentials = await authorize(req, [
        catalogLocationAnalyzePermission,
        catalogEntityCreatePermission,
      ]);
      const created = await handlers.createPullRequest(req, credentials);
      res.status(created.existed ? 200 : 201).json(created);
    },
  );
  return router;
}
