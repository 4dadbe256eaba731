import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type AuditorService,
  type HttpAuthService,
  type LoggerService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { catalogLocationCreatePermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express, { type Request, type Router } from 'express';
import createRouter from 'express-promise-router';
import { createLocation, slugOf, targetOf } from '../model/locationEntity';
import { type ImportContext } from '../onboarding/ImportContext';
import { withUserMessages } from '../onboarding/withUserMessages';
import { findCatalogFile, type FoundFile } from './findCatalogFile';

/** Larger than any location. */
const LARGEST_BODY = '64kb';

/** The dependencies of {@link createRegistrationRouter}. */
export interface RegistrationOptions {
  auditor: AuditorService;
  contexts: readonly ImportContext[];
  httpAuth: HttpAuthService;
  logger: LoggerService;
  permissions: PermissionsService;
  /** Reads a repository now, and sends its entities to the catalog. */
  readNow(
    context: ImportContext,
    asked: { askedAt: number; repository: BitbucketRepository },
  ): Promise<void>;
}

/**
 * Handles `POST /locations` of the catalog for a file that a provider reads: the provider reads the repository at once,
 * and no location is registered. A registration would keep the entities when the repository is renamed or deleted at
 * Bitbucket. All other files are registered as usual.
 *
 * @seam The path, body and response of the route that registers a location:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/createRouter.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/registration/registration.test.ts
 */
export function createRegistrationRouter(options: RegistrationOptions): Router {
  const { contexts, logger } = options;
  const router = createRouter();
  router.post(
    '/locations',
    express.json({ limit: LARGEST_BODY }),
    async (req, res, next) => {
      const target = findTarget(req);
      if (target === undefined || !(await isAllowed(req, options))) {
        next();
        return;
      }
      const askedAt = Date.now();
      const file = await withUserMessages(logger, () =>
        findCatalogFile(contexts, target),
      );
      if (!file) {
        next();
        return;
      }
      const event = await options.auditor.createEvent({
        eventId: 'bitbucket-repository-read',
        severityLevel: 'low',
        request: req,
        meta: { repository: slugOf(file.repository), path: file.path },
      });
      try {
        await withUserMessages(logger, () =>
          readFile({ ...file, askedAt }, options),
        );
        await event.success();
      } catch (cause) {
        await event.fail({ error: cause as Error });
        throw cause;
      }
      res.status(201).json({
        location: {
          // The Location belongs to the provider, so there is no registration to delete.
          id: createLocation(file).entityRef,
          type: 'url',
          target: targetOf(file),
        },
        entities: [],
      });
    },
  );
  return router;
}

/** A dry run registers nothing. The catalog itself rejects other bodies. */
function findTarget({ body, query }: Request): string | undefined {
  // Parsed like in the catalog: any other value of `dryRun` registers the location.
  const isDryRun = /^\s*(y|yes|true|1|on)\s*$/i.test(String(query.dryRun));
  return !isDryRun && body?.type === 'url' && typeof body.target === 'string'
    ? body.target
    : undefined;
}

/** The catalog answers a user who is not permitted to register locations. */
async function isAllowed(
  req: Request,
  { httpAuth, permissions }: RegistrationOptions,
): Promise<boolean> {
  const credentials = await httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  const [{ result }] = await permissions.authorize(
    [{ permission: catalogLocationCreatePermission }],
    { credentials },
  );
  return result === AuthorizeResult.ALLOW;
}

/** @throws NotFoundError if Bitbucket does not return the file */
async function readFile(
  file: FoundFile & { askedAt: number },
  { readNow }: RegistrationOptions,
): Promise<void> {
  const { askedAt, branch, context, path, repository } = file;
  await readNow(context, { askedAt, repository });
  const stored = await context.files.find([repository.uuid]);
  if (!stored.some(each => each.path === path)) {
    throw new NotFoundError(
      `Bitbucket does not return the file ${path} in the branch ${branch} of ${slugOf(
        repository,
      )}. Check that the file exists. If you have just pushed it, the portal adds it by itself soon.`,
    );
  }
}
