import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Lists the sessions of other users.
 *
 * @public
 */
export const bitbucketSessionReadPermission = createPermission({
  name: 'bitbucket.session.read',
  attributes: { action: 'read' },
});

/**
 * Ends the sessions of other users.
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
