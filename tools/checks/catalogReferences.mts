import {
  refOf,
  type CatalogEntity,
  type FoundEntity,
} from '../lib/catalogFiles.mts';

/** A name in an entity that belongs to no entity. */
export type DanglingReference = {
  /** Absolute path of the file of the entity. */
  file: string;
  /** The entity that has it, for example `component:default/booking-api`. */
  from: string;
  /** Where in the entity, for example `spec.owner`. */
  field: string;
  /** What it leads to: one of these would be right. */
  candidates: string[];
};

type Reference = { field: string; name: unknown; kinds: string[] };

/** Finds the owners and members, parents and children that none of these entities is. */
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

/** Finds the administrators that none of these entities is. */
export function findUnknownAdministrators(
  administrators: string[],
  found: FoundEntity[],
): string[] {
  const known = new Set(found.map(({ entity }) => refOf(entity)));
  return administrators.filter(
    ref => isGroupOrUser(ref) && !known.has(complete(ref, '', 'default')),
  );
}

/** Finds the administrators that the start of the portal refuses: references without the kind of a group or a user. */
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

/** A reference with its kind and namespace, in lower case. */
function complete(name: string, kind: string, namespace: string): string {
  const [, ownKind, ownNamespace, ownName] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?(.+)$/.exec(name) ?? [];
  return `${ownKind ?? kind}:${ownNamespace ?? namespace}/${
    ownName ?? name
  }`.toLowerCase();
}
