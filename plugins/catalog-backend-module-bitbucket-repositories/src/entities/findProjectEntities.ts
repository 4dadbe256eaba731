import {
  BITBUCKET_PROJECT_KEY_ANNOTATION,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type CatalogEntities } from '../store/CatalogEntities';

/** What the catalog has for a project of Bitbucket. */
export interface ProjectEntities {
  /** The ref of the Group of the project. */
  group?: string;
  /** The ref of the System of the project. */
  system?: string;
}

/**
 * Finds the Groups and Systems with the annotation of these repositories' projects. The module for workspaces creates such
 * Groups; a company can annotate its own Groups and Systems, too.
 *
 * @returns a function that returns the entities of a repository's project
 */
export async function findProjectEntities(
  catalog: Pick<CatalogEntities, 'findByValues'>,
  repositories: readonly BitbucketRepository[],
): Promise<(repository: BitbucketRepository) => ProjectEntities> {
  const keys = new Set(repositories.flatMap(each => keyOf(each) ?? []));
  const found = await catalog.findByValues(
    `metadata.annotations.${BITBUCKET_PROJECT_KEY_ANNOTATION}`,
    [...keys],
    ['group', 'system'],
  );
  const byKey = Map.groupBy(found, annotationOf);
  return repository => {
    const entities = byKey.get(keyOf(repository)) ?? [];
    return {
      group: refOf(entities, 'Group'),
      system: refOf(entities, 'System'),
    };
  };
}

/** The catalog ignores the case of values, and Bitbucket that of keys. */
function keyOf({ project, workspace }: BitbucketRepository) {
  return project && `${workspace.slug}/${project.key}`.toLowerCase();
}

function annotationOf({ metadata }: Entity): string | undefined {
  return metadata.annotations?.[
    BITBUCKET_PROJECT_KEY_ANNOTATION
  ]?.toLowerCase();
}

/** Returns undefined if more than one entity claims the project. */
function refOf(entities: readonly Entity[], kind: string): string | undefined {
  const [first, ...more] = entities.filter(each => each.kind === kind);
  return first && more.length === 0 ? stringifyEntityRef(first) : undefined;
}
