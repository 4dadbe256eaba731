import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  type PermissionPolicy,
  type PolicyQuery,
  type PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { RESOURCE_TYPE_SCAFFOLDER_TASK } from '@backstage/plugin-scaffolder-common/alpha';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** Permissions of every signed-in user, in addition to reading. */
const ALLOWED_TO_ALL_USERS = new Set([
  // Check and register a file. The catalog also requires `catalog.location.create` to update a location:
  // see createLocationRouter, which checks the owners.
  'catalog.entity.create',
  'catalog.entity.validate',
  'catalog.location.analyze',
  'catalog.location.create',
  // Run a template. Its steps have the permissions of the user who started it.
  'scaffolder.task.create',
  'scaffolder.action.execute',
]);

/**
 * Decides on the permissions of users in the portal:
 *
 * - A request without a signed-in user is denied.
 * - Administrators have all permissions.
 * - The owners of an entity, as users or as members of a group, can update, refresh and delete it.
 * - A user can see and cancel the template runs that they started.
 * - Every signed-in user can read everything else, register software and run templates.
 * - Everything else is denied. That includes `catalog.location.delete`, which applies to all locations
 *   at once: a route before the catalog unregisters a location for its owners.
 *
 * Backstage allows requests of backend plugins without calling the policy.
 *
 * @public
 */
export class OwnershipPolicy implements PermissionPolicy {
  readonly #administrators: ReadonlySet<string>;

  /** @param administrators - full references of groups and users, in lower case */
  constructor(administrators: Iterable<string>) {
    this.#administrators = new Set(administrators);
  }

  /** Decides on one permission. `user` is `undefined` if no user is signed in. */
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
