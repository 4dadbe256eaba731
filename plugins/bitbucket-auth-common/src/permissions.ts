import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Lists the sessions of other users. A permission for administrators.
 *
 * It has no
 * `action`: many permission policies, including the policy of this portal, allow every user each permission whose action is `read`.
 *
 * @public
 */
export const bitbucketSessionReadPermission = createPermission({
  name: 'bitbucket.session.read',
  attributes: {},
});

/**
 * Ends the sessions of other users. A permission for administrators.
 *
 * @public
 */
export const bitbucketSessionEndPermission = createPermission({
  name: 'bitbucket.session.end',
  attributes: { action: 'delete' },
});

/**
 * All permissions for the sessions of the portal.
 *
 * @public
 */
export const bitbucketSessionPermissions = [
  bitbucketSessionReadPermission,
  bitbucketSessionEndPermission,
];
