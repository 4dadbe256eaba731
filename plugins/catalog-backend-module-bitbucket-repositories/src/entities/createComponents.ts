import {
  type BitbucketRepository,
  isValidEntityName,
  LONGEST_ENTITY_NAME,
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
import {
  annotationsOf,
  digestOf,
  keyOf,
  pageOf,
  targetOf,
} from '../model/locationEntity';
import { type BitbucketComponentTransformer } from '../model/transformers';

/** Takes the place of a path in the key of a repository's own Component. */
const WITHOUT_FILE = '';

/** The key of the Component of a repository without a catalog file. */
export function componentKeyOf(uuid: string): string {
  return keyOf(uuid, WITHOUT_FILE);
}

/** Creates a Component for each of these repositories, if the configuration asks for it. */
export async function createComponents(
  repositories: readonly BitbucketRepository[],
  withoutFile: WithoutFile,
  transformer: BitbucketComponentTransformer = component => component,
): Promise<WantedEntity[]> {
  if (withoutFile.create === 'nothing') {
    return [];
  }
  const valuesOf = createValuesOf(withoutFile);
  const wanted: WantedEntity[] = [];
  for (const repository of repositories) {
    const { owner = '', system, type, lifecycle } = valuesOf(repository);
    const component = createComponent(repository, {
      owner,
      ...(system && { system }),
      type: type ?? 'repository',
      lifecycle: lifecycle ?? 'unknown',
    });
    const { kind, metadata } = component;
    const changed = await transformer(structuredClone(component), {
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
  spec: ComponentEntity['spec'],
): ComponentEntity {
  const { description, language, mainBranch, name } = repository;
  const page = pageOf(repository);
  const branch = mainBranch?.name;
  const tag = language?.replace(/[^a-z0-9+#]+/g, '-').replace(/^-+|-+$/g, '');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      namespace: DEFAULT_NAMESPACE,
      name: nameOf(repository),
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

/** Most slugs are valid names. */
function nameOf({ slug, uuid }: BitbucketRepository): string {
  const name = slug
    .toLowerCase()
    .replace(/[-._]{2,}/g, '-')
    .slice(0, LONGEST_ENTITY_NAME)
    .replace(/^[-._]+|[-._]+$/g, '');
  return isValidEntityName(name) ? name : uuid.replace(/[{}]/g, '');
}
