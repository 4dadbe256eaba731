import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/** The memberships that a transformer added to Users. The provider does not check them. */
export class AddedMemberships {
  readonly #added: { user: string; group: string }[] = [];

  /**
   * @param built - the User before the transformer
   * @param sent - the User after it
   */
  note(built: Entity, sent: Entity): void {
    const before = new Set(groupsOf(built));
    const user = stringifyEntityRef(sent);
    for (const group of groupsOf(sent).filter(ref => !before.has(ref))) {
      this.#added.push({ user, group });
    }
  }

  /** Returns the memberships in Groups that are not among these refs. */
  except(ownRefs: ReadonlySet<string>): { user: string; group: string }[] {
    return this.#added.filter(({ group }) => !ownRefs.has(group));
  }
}

/** Returns the refs under `spec.memberOf` of a User, in full and in lower case. */
function groupsOf({ kind, metadata, spec }: Entity): string[] {
  const groups =
    kind === 'User' && Array.isArray(spec?.memberOf) ? spec.memberOf : [];
  return groups.flatMap(group => {
    try {
      return stringifyEntityRef(
        parseEntityRef(String(group), {
          defaultKind: 'Group',
          defaultNamespace: metadata.namespace,
        }),
      );
    } catch {
      // The catalog rejects the User.
      return [];
    }
  });
}
