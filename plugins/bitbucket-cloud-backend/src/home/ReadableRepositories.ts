import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { type Entity, RELATION_OWNED_BY } from '@backstage/catalog-model';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import {
  ENTITY_FIELDS,
  groupByRepository,
  type SharedRepository,
} from '../collections/groupByRepository';
import { type EntityRepositories } from '../entities/EntityRepositories';

/** Finds the repositories of all components that a user can read. */
export class ReadableRepositories {
  constructor(
    private readonly catalog: CatalogService,
    private readonly repositories: EntityRepositories,
  ) {}

  /**
   * Returns the repositories by name; first those with a component of the user or their groups.
   *
   * @param owners - the references of the user and their groups
   */
  async find(
    owners: readonly string[],
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<SharedRepository[]> {
    const components: Entity[] = [];
    const pages = this.catalog.streamEntities(
      {
        // Nearly all components have one of the annotations that name a repository.
        filter: { kind: 'Component' },
        fields: [...ENTITY_FIELDS, 'relations'],
      },
      { credentials },
    );
    for await (const page of pages) {
      components.push(...page);
    }
    const found = await groupByRepository(components, this.repositories);
    const isOwn = ({ entities }: SharedRepository) =>
      entities.some(({ relations = [] }) =>
        relations.some(
          ({ targetRef, type }) =>
            type === RELATION_OWNED_BY && owners.includes(targetRef),
        ),
      );
    const own = new Set(found.filter(isOwn));
    return [...own, ...found.filter(each => !own.has(each))];
  }
}
