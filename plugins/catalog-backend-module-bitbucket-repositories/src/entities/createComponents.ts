import {
  type BitbucketRepository,
  type EntityRecords,
  type WantedEntity,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  ANNOTATION_VIEW_URL,
  type ComponentEntity,
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { createValuesOf, type WithoutFile } from '../config/withoutFile';
import { chooseNames } from './chooseNames';
import {
  findProjectEntities,
  type ProjectEntities,
} from './findProjectEntities';
import { type CatalogEntities } from '../store/CatalogEntities';
import { componentKeyOf } from './componentKeys';
import {
  annotationsOf,
  digestOf,
  pageOf,
  targetOf,
} from '../model/locationEntity';
import { type BitbucketComponentTransformer } from '../model/transformers';

interface Context {
  config: { withoutFile: WithoutFile };
  componentTransformer?: BitbucketComponentTransformer;
  records: EntityRecords;
  catalog: Pick<CatalogEntities, 'findByValues'>;
}

/** Creates a Component for each of these repositories, if the configuration asks for it. */
export async function createComponents(
  repositories: readonly BitbucketRepository[],
  {
    catalog,
    config,
    componentTransformer = component => component,
    records,
  }: Context,
): Promise<WantedEntity[]> {
  const { create, projectAs, ...values } = config.withoutFile;
  if (create === 'nothing' || repositories.length === 0) {
    return [];
  }
  const projectOf =
    projectAs.size > 0
      ? await findProjectEntities(catalog, repositories)
      : () => ({});
  const valuesOf = createValuesOf(values, repository => {
    const { group, system }: ProjectEntities = projectOf(repository);
    return {
      owner: projectAs.has('owner') ? group : undefined,
      system: projectAs.has('system') ? system : undefined,
    };
  });
  const names = await chooseNames(repositories, records);
  const wanted: WantedEntity[] = [];
  for (const repository of repositories) {
    const { owner = '', system, type, lifecycle } = valuesOf(repository);
    const component = createComponent(repository, names.get(repository.uuid)!, {
      owner,
      ...(system && { system }),
      type: type ?? 'repository',
      lifecycle: lifecycle ?? 'unknown',
    });
    const { kind, metadata } = component;
    const changed = await componentTransformer(structuredClone(component), {
      repository,
    });
    if (changed) {
      const entity = {
        ...changed,
        kind,
        metadata: {
          ...changed.metadata,
          namespace: metadata.namespace,
          name: metadata.name,
          annotations: {
            ...changed.metadata.annotations,
            ...metadata.annotations,
          },
        },
      };
      wanted.push({
        key: componentKeyOf(repository.uuid),
        name: metadata.name,
        entityRef: stringifyEntityRef(entity),
        digest: digestOf(JSON.stringify(entity)),
        entity,
      });
    }
  }
  return wanted;
}

function createComponent(
  repository: BitbucketRepository,
  entityName: string,
  spec: ComponentEntity['spec'],
): ComponentEntity {
  const { description, language, mainBranch, name } = repository;
  const page = pageOf(repository);
  const branch = mainBranch?.name;
  const tag = tagOf(language);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      namespace: DEFAULT_NAMESPACE,
      name: entityName,
      title: name,
      description,
      annotations: {
        [ANNOTATION_LOCATION]: `url:${page}`,
        [ANNOTATION_ORIGIN_LOCATION]: `url:${page}`,
        [ANNOTATION_VIEW_URL]: page,
        [ANNOTATION_SOURCE_LOCATION]: `url:${
          branch ? targetOf({ repository, branch, path: '' }) : `${page}/`
        }`,
        ...annotationsOf(repository),
      },
      ...(tag && { tags: [tag] }),
    },
    spec,
  };
}

/** Returns the tag for a language of Bitbucket. */
export function tagOf(language: string | undefined): string | undefined {
  return language?.replace(/[^a-z0-9+#]+/g, '-').replace(/^-+|-+$/g, '');
}
