import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type PermissionsRegistryService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { catalogEntityDeletePermission } from '@backstage/plugin-catalog-common/alpha';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import { type ScmIntegrationRegistry } from '@backstage/integration';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { ListedFiles, listFiles, matchesFile, prefixOf } from './listedFiles';
import { UserQueues } from './UserQueues';

/** The services that {@link LocationOwnership} calls. */
export interface LocationOwnershipOptions {
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  /** Returns credentials of the catalog itself, which can read every entity. */
  getOwnCredentials(): Promise<BackstageCredentials>;
}

/** The result of {@link LocationOwnership.inspect}. */
export interface LocationContent {
  /**
   * Whether no entity came from the location. Entities of kind Location do not count. If the catalog has
   * read all files that the location lists, entities in these files count too.
   */
  isEmpty: boolean;
  /** References of entities that the user cannot delete: only the first few. */
  foreignRefs: string[];
}

type EntityQuery = NonNullable<
  Parameters<CatalogService['streamEntities']>[0]
>['query'];

/**
 * The inspection stops at this number: an error message names three entities, and must know whether
 * there are more.
 */
const MAX_FOREIGN_REFS = 4;

/** A query for more files would exceed the limit of a request. */
const FILES_PER_QUERY = 50;

/**
 * The catalog parses all entities of a page at once. Each can contain an API definition of up to 512
 * KiB.
 */
const PAGE_SIZE = 50;

/** The fields to read: all except the large values of `spec`. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'relations',
  ...[
    'domain',
    'lifecycle',
    'owner',
    'system',
    'target',
    'targets',
    'type',
  ].map(name => `spec.${name}`),
];

/** The catalog does not index a longer value. */
const MAX_INDEXED_LENGTH = 200;

/**
 * Returns queries that find the entities with one of these values of an annotation. They also find
 * others, because a query ignores case and a pattern becomes a prefix.
 *
 * These are queries and not filters, because a filter splits a value at its commas.
 *
 * @seam The catalog indexes a value of more than 200 characters as a key without a value.
 * https://github.com/backstage/backstage/blob/master/plugins/catalog-backend/src/database/operations/stitcher/buildEntitySearch.ts
 */
function queriesFor(annotation: string, files: string[]): EntityQuery[] {
  const key = `metadata.annotations.${annotation}`;
  const prefixes = [...new Set(files.flatMap(each => prefixOf(each) ?? []))];
  const names = files.filter(each => prefixOf(each) === undefined);
  const queries: object[] = prefixes.map($hasPrefix => ({
    [key]: { $hasPrefix },
  }));
  for (let i = 0; i < names.length; i += FILES_PER_QUERY) {
    queries.push({ [key]: { $in: names.slice(i, i + FILES_PER_QUERY) } });
  }
  if (
    prefixes.length > 0 ||
    names.some(({ length }) => length > MAX_INDEXED_LENGTH)
  ) {
    queries.push({
      $all: [
        { [key]: { $exists: true } },
        { $not: { [key]: { $hasPrefix: '' } } },
      ],
    });
  }
  // The type of a query only accepts literal keys.
  return queries as EntityQuery[];
}

function isFrom({ metadata }: Entity, root: string): boolean {
  return [ANNOTATION_ORIGIN_LOCATION, ANNOTATION_LOCATION].some(
    annotation => metadata.annotations?.[annotation] === root,
  );
}

function isLocation({ kind }: Entity): boolean {
  return kind.toLocaleLowerCase('en-US') === 'location';
}

/** Checks whether a user can delete every entity that came from a location. */
export class LocationOwnership {
  readonly #options: LocationOwnershipOptions;
  readonly #queues = new UserQueues();

  constructor(options: LocationOwnershipOptions) {
    this.#options = options;
  }

  /**
   * Inspects the entities that came from a location, page by page.
   *
   * The permission backend decides once, and this method applies the returned condition to each entity:
   * a permission request for 600 entities would exceed the request limit of 100 KiB. A condition can
   * only use these values of `spec`: domain, lifecycle, owner, system, target, targets and type.
   *
   * The inspections of a user run one after the other.
   *
   * @throws TooManyRequestsError
   */
  async inspect(
    location: { type: string; target: string },
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<LocationContent> {
    return this.#queues.run(credentials.principal.userEntityRef, () =>
      this.#inspect(location, credentials),
    );
  }

  async #inspect(
    location: { type: string; target: string },
    credentials: BackstageCredentials,
  ): Promise<LocationContent> {
    const mayDelete = await this.#createAuthorizer(credentials);
    const root = `${location.type}:${location.target}`;
    const files = new ListedFiles(root);
    let hasOwn = false;
    let hasEntities = false;
    const foreignRefs = new Set<string>();
    for await (const page of this.#streamContent(root, files)) {
      // Entities of kind Location have no owner. They only list further files.
      const entities = page.filter(each => !isLocation(each));
      hasEntities ||= entities.length > 0;
      hasOwn ||= entities.some(each => isFrom(each, root));
      entities
        .filter(each => !mayDelete(each))
        .forEach(each => foreignRefs.add(stringifyEntityRef(each)));
      if (foreignRefs.size >= MAX_FOREIGN_REFS) {
        break;
      }
    }
    return {
      isEmpty: !hasOwn && !(hasEntities && files.areAllRead()),
      foreignRefs: [...foreignRefs],
    };
  }

  async #createAuthorizer(credentials: BackstageCredentials) {
    const { permissions, permissionsRegistry } = this.#options;
    const [decision] = await permissions.authorizeConditional(
      [{ permission: catalogEntityDeletePermission }],
      { credentials },
    );
    // The rule set also contains the rules that other modules add to the catalog.
    const isAuthorized = createConditionAuthorizer(
      permissionsRegistry.getPermissionRuleset(
        catalogEntityPermissionResourceRef,
      ),
    );
    return (entity: Entity) => isAuthorized(decision, entity);
  }

  /**
   * Streams the entities of a location: those that the catalog read through it, and those in the files
   * that it lists. If another location lists one of these files, the catalog sometimes names that
   * location as the origin.
   */
  async *#streamContent(root: string, files: ListedFiles) {
    const { integrations } = this.#options;
    yield* this.#stream(ANNOTATION_ORIGIN_LOCATION, [root]);
    for (let next = [root]; next.length > 0; next = files.takeNew()) {
      for await (const entities of this.#stream(ANNOTATION_LOCATION, next)) {
        yield entities;
        files.addRead(entities);
        files.addListed(
          entities
            .filter(isLocation)
            .flatMap(each => listFiles(each, integrations)),
        );
      }
    }
  }

  /** Streams the entities with one of these values of an annotation, page by page. */
  async *#stream(annotation: string, files: string[]) {
    const { catalog, getOwnCredentials } = this.#options;
    const credentials = await getOwnCredentials();
    const names = new Set(files);
    const patterns = files.filter(each => prefixOf(each) !== undefined);
    for (const query of queriesFor(annotation, files)) {
      for await (const entities of catalog.streamEntities(
        { query, fields: FIELDS, pageSize: PAGE_SIZE },
        { credentials },
      )) {
        yield entities.filter(({ metadata }) => {
          const file = metadata.annotations?.[annotation];
          return (
            file !== undefined &&
            (names.has(file) ||
              patterns.some(pattern => matchesFile(file, pattern)))
          );
        });
      }
    }
  }
}
