import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { catalogEntityDeletePermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';

/** The services that {@link LocationOwnership} calls. */
export interface LocationOwnershipOptions {
  catalog: CatalogService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  /** Returns credentials of the catalog itself, which can read every entity. */
  getOwnCredentials(): Promise<BackstageCredentials>;
}

/** The result of {@link LocationOwnership.inspect}. */
export interface LocationContent {
  /** Whether no entity came from the location. Entities of kind Location do not count. */
  isEmpty: boolean;
  /** References of entities that the user may not delete: the first few, not all of them. */
  foreignRefs: string[];
}

type EntityQuery = NonNullable<
  Parameters<CatalogService['streamEntities']>[0]
>['query'];

/** The inspection stops here: an error message names three entities and needs to know if there are more. */
const MAX_FOREIGN_REFS = 4;

// These are queries and not filters, because a filter splits a value at its commas.
// The second annotation finds a file that another registered location includes, too: it then is the origin.
const ANNOTATIONS = [ANNOTATION_ORIGIN_LOCATION, ANNOTATION_LOCATION];

/**
 * Returns queries that find an entity by an annotation. The second one matches entities whose value
 * the first one does not find.
 *
 * @seam The catalog indexes a value of more than 200 characters as a key without a value.
 * https://github.com/backstage/backstage/blob/master/plugins/catalog-backend/src/database/operations/stitcher/buildEntitySearch.ts
 */
function queriesFor(annotation: string, value: string): EntityQuery[] {
  const key = `metadata.annotations.${annotation}`;
  // The type of a query knows literal keys only.
  const withKey = (condition: object | string) =>
    ({ [key]: condition } as EntityQuery);
  const notIndexed = {
    $all: [withKey({ $exists: true }), { $not: withKey({ $hasPrefix: '' }) }],
  } as EntityQuery;
  return [withKey(value), notIndexed];
}

/** Finds out whether a user may delete every entity that came from a location. */
export class LocationOwnership {
  readonly #options: LocationOwnershipOptions;

  constructor(options: LocationOwnershipOptions) {
    this.#options = options;
  }

  /**
   * Inspects the entities that came from a location, page by page.
   *
   * The permission backend decides once. The condition that it returns applies here to each entity:
   * one permission request for each of 600 entities exceeds the request limit of 100 KiB.
   */
  async inspect(
    location: { type: string; target: string },
    credentials: BackstageCredentials,
  ): Promise<LocationContent> {
    const mayDelete = await this.#createAuthorizer(credentials);
    let isEmpty = true;
    const foreignRefs = new Set<string>();
    for await (const entities of this.#streamContent(location)) {
      isEmpty &&= entities.length === 0;
      entities
        .filter(each => !mayDelete(each))
        .forEach(each => foreignRefs.add(stringifyEntityRef(each)));
      if (foreignRefs.size >= MAX_FOREIGN_REFS) {
        break;
      }
    }
    return { isEmpty, foreignRefs: [...foreignRefs] };
  }

  async #createAuthorizer(credentials: BackstageCredentials) {
    const { permissions, permissionsRegistry } = this.#options;
    const [decision] = await permissions.authorizeConditional(
      [{ permission: catalogEntityDeletePermission }],
      { credentials },
    );
    // The rule set also has the rules that other modules add to the catalog.
    const isAuthorized = createConditionAuthorizer(
      permissionsRegistry.getPermissionRuleset(
        catalogEntityPermissionResourceRef,
      ),
    );
    return (entity: Entity) => isAuthorized(decision, entity);
  }

  async *#streamContent({ type, target }: { type: string; target: string }) {
    const { catalog, getOwnCredentials } = this.#options;
    const origin = `${type}:${target}`;
    const credentials = await getOwnCredentials();
    const queries = ANNOTATIONS.flatMap(annotation =>
      queriesFor(annotation, origin),
    );
    for (const query of queries) {
      for await (const entities of catalog.streamEntities(
        { query },
        { credentials },
      )) {
        yield entities.filter(
          ({ kind, metadata }) =>
            // Catalog filters ignore case, and the targets of two locations can differ in case only.
            ANNOTATIONS.some(
              annotation => metadata.annotations?.[annotation] === origin,
            ) &&
            // Entities of kind Location have no owner. They only list further files.
            kind.toLocaleLowerCase('en-US') !== 'location',
        );
      }
    }
  }
}
