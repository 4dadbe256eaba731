import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
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
const ORIGIN_KEY = `metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`;

/**
 * Matches entities that a search for their origin does not find.
 *
 * @seam The catalog indexes a value of more than 200 characters as a key without a value.
 * https://github.com/backstage/backstage/blob/master/plugins/catalog-backend/src/database/operations/stitcher/buildEntitySearch.ts
 */
const WITHOUT_INDEXED_ORIGIN: EntityQuery = {
  $all: [
    { [ORIGIN_KEY]: { $exists: true } },
    { $not: { [ORIGIN_KEY]: { $hasPrefix: '' } } },
  ],
};

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
    const content: LocationContent = { isEmpty: true, foreignRefs: [] };
    for await (const entities of this.#streamContent(location)) {
      content.isEmpty &&= entities.length === 0;
      content.foreignRefs.push(
        ...entities.filter(each => !mayDelete(each)).map(stringifyEntityRef),
      );
      if (content.foreignRefs.length >= MAX_FOREIGN_REFS) {
        break;
      }
    }
    return content;
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
    for (const query of [{ [ORIGIN_KEY]: origin }, WITHOUT_INDEXED_ORIGIN]) {
      for await (const entities of catalog.streamEntities(
        { query },
        { credentials },
      )) {
        yield entities.filter(
          ({ kind, metadata }) =>
            // Catalog filters ignore case, and the targets of two locations can differ in case only.
            metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION] === origin &&
            // Entities of kind Location have no owner. They only list further files.
            kind.toLocaleLowerCase('en-US') !== 'location',
        );
      }
    }
  }
}
