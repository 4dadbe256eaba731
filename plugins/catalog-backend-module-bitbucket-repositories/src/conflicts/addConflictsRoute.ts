import {
  type BitbucketEntityConflict,
  type BitbucketEntityConflictsResponse,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BackstageCredentials,
  type HttpAuthService,
  type HttpRouterService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import createRouter from 'express-promise-router';
import { type CatalogProblems } from '../store/CatalogProblems';
import { type StoredProblem } from '../store/problemRows';

/** What a conflict contains of an entity. The rest of an entity can have 512 KiB. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
];

/** The dependencies of {@link addConflictsRoute}. */
export interface ConflictsRouteOptions {
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  problems: CatalogProblems;
}

/**
 * Adds `GET /bitbucket/conflicts/:kind/:namespace/:name` to the catalog, for users who can read the entity. To
 * all others the entity does not exist.
 */
export function addConflictsRoute(options: ConflictsRouteOptions): void {
  const { catalog, httpAuth, httpRouter, problems } = options;
  const router = createRouter();
  router.get(
    '/bitbucket/conflicts/:kind/:namespace/:name',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { kind, name, namespace } = req.params;
      const ref = stringifyEntityRef({ kind, name, namespace });
      const entity = await catalog.getEntityByRef(ref, { credentials });
      if (!entity) {
        throw new NotFoundError('There is no entity with this name.');
      }
      const found = await problems.conflictsOf(ref);
      const entities = await readEntities(found, { catalog, credentials });
      const response: BitbucketEntityConflictsResponse = {
        conflicts: found.flatMap(problem => {
          const kept = entities.get(problem.entityRef);
          return kept ? [toConflict(problem, kept)] : [];
        }),
      };
      res.setHeader('Cache-Control', 'no-store');
      res.json(response);
    },
  );
  httpRouter.use(router);
}

/** Returns those entities that the user can read, by ref. */
async function readEntities(
  found: StoredProblem[],
  {
    catalog,
    credentials,
  }: { catalog: CatalogService; credentials: BackstageCredentials },
): Promise<Map<string, Entity>> {
  const refs = [...new Set(found.map(({ entityRef }) => entityRef))];
  if (refs.length === 0) {
    return new Map();
  }
  const { items } = await catalog.getEntitiesByRefs(
    { entityRefs: refs, fields: FIELDS },
    { credentials },
  );
  return new Map(
    items.flatMap(entity =>
      entity ? [[stringifyEntityRef(entity), entity] as const] : [],
    ),
  );
}

function toConflict(
  { entityRef, seenAt, target }: StoredProblem,
  { metadata }: Entity,
): BitbucketEntityConflict {
  const keptBy = metadata.annotations?.[ANNOTATION_LOCATION] ?? '';
  return {
    entityRef,
    keptBy: visibleText(keptBy.replace(/^url:/, '')),
    refused: visibleText(target),
    seenAt: new Date(seenAt).toISOString(),
  };
}
