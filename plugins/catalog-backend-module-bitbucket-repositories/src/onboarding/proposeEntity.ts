import {
  BITBUCKET_REPO_SLUG_ANNOTATION,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { DEFAULT_NAMESPACE, parseEntityRef } from '@backstage/catalog-model';
import { type JsonObject } from '@backstage/types';
import { type ComponentValues } from '../config/withoutFile';
import { tagOf } from '../entities/createComponents';
import { slugOf } from '../model/locationEntity';

/**
 * Returns the Component of a catalog file for a repository, as an author writes it.
 *
 * @param values - `name`: not used by another entity; `owner`: a full ref
 */
export function proposeEntity(
  repository: BitbucketRepository,
  values: ComponentValues & { name: string },
): JsonObject {
  const { description, language, name: title, slug } = repository;
  const tag = tagOf(language);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: values.name,
      ...(title && title !== slug && { title }),
      ...(description && { description }),
      annotations: { [BITBUCKET_REPO_SLUG_ANNOTATION]: slugOf(repository) },
      ...(tag && { tags: [tag] }),
    },
    spec: {
      type: values.type ?? 'other',
      lifecycle: values.lifecycle ?? 'unknown',
      ...(values.owner && { owner: shortOwner(values.owner) }),
      ...(values.system && { system: values.system }),
    },
  };
}

/** `booking` instead of `group:default/booking`, as Backstage's form writes it. */
export function shortOwner(ref: string): string {
  const { kind, name, namespace } = parseEntityRef(ref);
  const place = namespace === DEFAULT_NAMESPACE ? '' : `${namespace}/`;
  const prefix = kind.toLowerCase() === 'group' ? '' : `${kind}:`;
  return `${prefix}${place}${name}`;
}
