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
export { BITBUCKET_SESSION_REASON_MAX_LENGTH } from './sessions';
export type {
  BitbucketSession,
  BitbucketSessionsEndedResponse,
  BitbucketSessionsResponse,
} from './sessions';
