import {
  refOf,
  type CatalogEntity,
  type FoundEntity,
} from '../lib/catalogFiles.mts';

/** A name in an entity that refers to no entity. */
export interface DanglingReference {
  /** Absolute path of the file of the entity. */
  file: string;
  /** The entity that contains it, for example `component:default/booking-api`. */
  from: string;
  /** The field of the entity, for example `spec.owner`. */
  field: string;
  /** The missing entities, one of which must exist. */
  candidates: string[];
}

interface Reference {
  field: string;
  name: unknown;
  kinds: string[];
}

/** Finds owners, members, parents and children that do not exist among these entities. */
export function findDanglingReferences(
  found: FoundEntity[],
): DanglingReference[] {
  const known = new Set(found.map(({ entity }) => refOf(entity)));
  return found.flatMap(({ entity, file }) =>
    referencesOf(entity).flatMap(({ field, name, kinds }) => {
      const { namespace = 'default' } = entity.metadata;
      const candidates = kinds.map(kind =>
        complete(String(name), kind, namespace),
      );
      return candidates.some(candidate => known.has(candidate))
        ? []
        : [
            {
              file,
              from: refOf(entity),
              field,
              candidates: [...new Set(candidates)],
            },
          ];
    }),
  );
}

/** Finds administrators that do not exist among these entities. */
export function findUnknownAdministrators(
  administrators: string[],
  found: FoundEntity[],
): string[] {
  const known = new Set(found.map(({ entity }) => refOf(entity)));
  return administrators.filter(
    ref => isGroupOrUser(ref) && !known.has(complete(ref, '', 'default')),
  );
}

/**
 * Finds administrators with which the portal does not start: references without the kind of a group or a
 * user.
 */
export function findWrongAdministrators(administrators: string[]): string[] {
  return administrators.filter(ref => !isGroupOrUser(ref));
}

function isGroupOrUser(ref: string): boolean {
  return /^(group|user):./i.test(ref);
}

function referencesOf({ kind, spec = {} }: CatalogEntity): Reference[] {
  const ofEach: Reference[] = [
    { field: 'spec.owner', name: spec.owner, kinds: ['group', 'user'] },
    ...list('spec.memberOf', spec.memberOf, 'group'),
  ];
  const ofGroup: Reference[] = [
    { field: 'spec.parent', name: spec.parent, kinds: ['group'] },
    ...list('spec.children', spec.children, 'group'),
    ...list('spec.members', spec.members, 'user'),
  ];
  return [...ofEach, ...(kind.toLowerCase() === 'group' ? ofGroup : [])].filter(
    ({ name }) => typeof name === 'string',
  );
}

function list(field: string, names: unknown, kind: string): Reference[] {
  return Array.isArray(names)
    ? names.map(name => ({ field, name, kinds: [kind] }))
    : [];
}

/** Returns a reference with its kind and namespace, in lower case. */
function complete(name: string, kind: string, namespace: string): string {
  const [, ownKind, ownNamespace, ownName] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?(.+)$/.exec(name) ?? [];
  return `${ownKind ?? kind}:${ownNamespace ?? namespace}/${
    ownName ?? name
  }`.toLowerCase();
}
