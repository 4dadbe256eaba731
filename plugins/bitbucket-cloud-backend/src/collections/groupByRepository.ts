import {
  type BitbucketComponent,
  type BitbucketRepositoryComponents,
  MOST_LISTED_COMPONENTS,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type EntityRepositories,
  type EntityRepository,
} from '../entities/EntityRepositories';
import { NAME_FIELDS, REPOSITORY_FIELDS } from '../entities/repositoryOf';

/** A repository of some of the entities. */
export interface SharedRepository<T extends Entity = Entity>
  extends BitbucketRepositoryComponents {
  place: EntityRepository;
  /** In the order of the catalog. */
  entities: T[];
}

/** The fields of an entity that {@link groupByRepository} needs. */
export const ENTITY_FIELDS = [...NAME_FIELDS, ...REPOSITORY_FIELDS];

/** Returns the repositories of entities by name, each once, however many entities are in it. */
export async function groupByRepository(
  entities: readonly Entity[],
  repositories: Pick<EntityRepositories, 'locate'>,
): Promise<SharedRepository[]> {
  const found = new Map<string, SharedRepository>();
  for (const entity of entities) {
    const place = await repositories.locate(entity);
    if (place) {
      const repository = `${place.name.workspace}/${place.name.slug}`;
      const key = repository.toLowerCase();
      const shared = found.get(key) ?? {
        repository,
        place,
        components: [],
        entities: [],
      };
      if (!shared.place.name.uuid && place.name.uuid) {
        // With a uuid, the repository is found after it was renamed.
        shared.place = place;
      }
      found.set(key, shared);
      shared.entities.push(entity);
      shared.components.push({
        entityRef: stringifyEntityRef(entity),
        title: entity.metadata.title ?? entity.metadata.name,
      });
    }
  }
  for (const shared of found.values()) {
    shared.components = listComponents(shared.components);
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, shared]) => shared);
}

/** Returns the first components by title. */
export function listComponents(
  components: readonly BitbucketComponent[],
): BitbucketComponent[] {
  return [...components]
    .sort((a, b) => a.title.localeCompare(b.title))
    .slice(0, MOST_LISTED_COMPONENTS);
}
