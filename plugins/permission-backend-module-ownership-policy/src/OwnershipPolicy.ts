import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { RESOURCE_TYPE_SCAFFOLDER_TASK } from '@backstage/plugin-scaffolder-common/alpha';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** What every signed-in user may do, besides reading. */
const ALLOWED_TO_ALL_USERS = new Set([
  // Check a file and register it. The catalog also requires `catalog.location.create` to update a
  // location: see createLocationRouter, which checks the owners.
  'catalog.entity.create',
  'catalog.entity.validate',
  'catalog.location.analyze',
  'catalog.location.create',
  // Run a template. Its steps have the permissions of the user who started it.
  'scaffolder.task.create',
  'scaffolder.action.execute',
]);

/**
 * Decides who may do what in the portal:
 *
 * - A request without a signed-in user is denied.
 * - Administrators may do everything.
 * - The owners of an entity, as users or as members of a group, may update, refresh and delete it.
 * - A user sees and cancels the template runs that they started.
 * - Every signed-in user may read everything else, register software and run templates.
 * - Everything else is denied. That includes `catalog.location.delete`, which applies to all locations
 *   at once: a route in front of the catalog unregisters a location for its owners.
 *
 * Backstage does not ask the policy about requests of backend plugins, and allows them.
 *
 * @public
 */
export class OwnershipPolicy implements PermissionPolicy {
  readonly #administrators: ReadonlySet<string>;

  /** @param administrators - full references of groups and users, in lower case */
  constructor(administrators: Iterable<string>) {
    this.#administrators = new Set(administrators);
  }

  /** Decides about one permission. `user` is `undefined` if no user is signed in. */
  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const { permission } = request;
    if (!user) {
      return DENY;
    }
    const { userEntityRef, ownershipEntityRefs } = user.info;
    if (
      [userEntityRef, ...ownershipEntityRefs].some(ref =>
        this.#administrators.has(ref.toLocaleLowerCase('en-US')),
      )
    ) {
      return ALLOW;
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_SCAFFOLDER_TASK)) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({ createdBy: [userEntityRef] }),
      );
    }
    if (
      permission.attributes.action === 'read' ||
      ALLOWED_TO_ALL_USERS.has(permission.name)
    ) {
      return ALLOW;
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_CATALOG_ENTITY)) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims: ownershipEntityRefs }),
      );
    }
    return DENY;
  }
}
