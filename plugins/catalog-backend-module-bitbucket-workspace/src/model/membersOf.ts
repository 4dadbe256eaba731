import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/** Returns the refs under `spec.members` of a Group, in full and in lower case. */
export function membersOf({ metadata, spec }: Entity): string[] {
  const members = Array.isArray(spec?.members) ? spec.members : [];
  return members.flatMap(member => {
    try {
      return stringifyEntityRef(
        parseEntityRef(String(member), {
          defaultKind: 'User',
          defaultNamespace: metadata.namespace,
        }),
      );
    } catch {
      return [];
    }
  });
}
