import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Reads the state of the ingestion: its runs, its problems and its calls to Bitbucket. A permission for
 * administrators, because the problems contain names of private repositories.
 *
 * It has no `action`: many permission policies, including the policy of this portal, allow every user each
 * permission whose action is `read`.
 *
 * @public
 */
export const bitbucketIngestionReadPermission = createPermission({
  name: 'bitbucket.ingestion.read',
  attributes: {},
});
