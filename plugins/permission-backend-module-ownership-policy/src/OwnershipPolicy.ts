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

/** What everybody who is signed in may do, besides reading. */
const OF_EVERYBODY = new Set([
  // Bring software in: check a file, and register it.
  'catalog.entity.create',
  'catalog.entity.validate',
  'catalog.location.analyze',
  'catalog.location.create',
  // Change and remove a registered location, if all that came from it is yours: see createLocationGuard.
  'catalog.location.delete',
  // Run a template. Its steps act with the rights of whoever started it.
  'scaffolder.task.create',
  'scaffolder.action.execute',
]);

/**
 * Who may do what in the portal:
 *
 * - nobody who is not signed in may do anything;
 * - administrators may do everything;
 * - an entity is changed, refreshed and removed by those who own it, as a user or as a member of a group;
 * - a run of a template is seen and cancelled by whoever started it;
 * - everybody who is signed in reads everything else, registers software and runs templates;
 * - what is not mentioned here is for administrators.
 *
 * Plugins of the backend that act for themselves never come here: Backstage lets them.
 *
 * @public
 */
export class OwnershipPolicy implements PermissionPolicy {
  readonly #administrators: ReadonlySet<string>;

  /** @param administrators - full references of groups and users, in lower case */
  constructor(administrators: Iterable<string>) {
    this.#administrators = new Set(administrators);
  }

  /** Decides about one permission; `user` is missing for who is not signed in. */
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
      OF_EVERYBODY.has(permission.name)
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
