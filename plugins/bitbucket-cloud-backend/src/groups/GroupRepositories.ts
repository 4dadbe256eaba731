import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  type CompoundEntityRef,
  type Entity,
  RELATION_OWNED_BY,
  RELATION_PARENT_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import {
  ENTITY_FIELDS,
  groupByRepository,
  type SharedRepository,
} from '../collections/groupByRepository';
import { type EntityRepositories } from '../entities/EntityRepositories';

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/** Finds the repositories of the components that a group and the groups below it own. */
export class GroupRepositories {
  constructor(
    private readonly catalog: CatalogService,
    private readonly repositories: EntityRepositories,
  ) {}

  /**
   * Returns the repositories of those components that the user can read, by name.
   *
   * @throws NotFoundError if there is no such group for this user
   */
  async find(
    ref: CompoundEntityRef,
    credentials: UserCredentials,
  ): Promise<SharedRepository[]> {
    const group = await this.catalog.getEntityByRef(ref, { credentials });
    if (!group || group.kind.toLowerCase() !== 'group') {
      throw new NotFoundError('The catalog has no such group for you');
    }
    const owners = await this.#withChildren(group, credentials);
    const components: Entity[] = [];
    for await (const page of this.catalog.streamEntities(
      {
        filter: {
          kind: 'Component',
          [`relations.${RELATION_OWNED_BY}`]: owners,
        },
        fields: ENTITY_FIELDS,
      },
      { credentials },
    )) {
      components.push(...page);
    }
    return groupByRepository(components, this.repositories);
  }

  /** Returns the references of a group and of the groups below it that the user can read. */
  async #withChildren(
    group: Entity,
    credentials: UserCredentials,
  ): Promise<string[]> {
    const found = new Set([stringifyEntityRef(group)]);
    let level = [group];
    while (level.length > 0) {
      const children = level
        .flatMap(({ relations = [] }) => relations)
        .filter(({ type }) => type === RELATION_PARENT_OF)
        .map(({ targetRef }) => targetRef)
        .filter(ref => !found.has(ref));
      const entityRefs = [...new Set(children)];
      entityRefs.forEach(ref => found.add(ref));
      const { items } =
        entityRefs.length === 0
          ? { items: [] }
          : await this.catalog.getEntitiesByRefs(
              { entityRefs, fields: ['kind', 'relations'] },
              { credentials },
            );
      level = items.filter(each => each !== undefined);
    }
    return [...found];
  }
}
