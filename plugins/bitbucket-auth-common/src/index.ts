/**
 * Types and permissions of the portal's sessions.
 *
 * @packageDocumentation
 */
export {
  bitbucketSessionEndPermission,
  bitbucketSessionPermissions,
  bitbucketSessionReadPermission,
} from './permissions';
export type {
  BitbucketSession,
  BitbucketSessionsEndedResponse,
  BitbucketSessionsResponse,
} from './sessions';
