/**
 * A strict stand-in for Bitbucket Cloud, for local development and tests.
 *
 * @packageDocumentation
 */

export { createBitbucketCloudStub } from './createBitbucketCloudStub';
export type {
  BitbucketCloudStub,
  BitbucketCloudStubOptions,
} from './createBitbucketCloudStub';
export { runCli } from './cli';
export type { Switches } from './context';
export { Journal } from './journal/Journal';
export type { JournalEntry } from './journal/Journal';
export type { Dialect } from './oauth/dialects';
export { Clock } from './store/Clock';
export type {
  EmailAddress,
  OAuthClient,
  Person,
  Seed,
  Workspace,
  WorkspacePermission,
} from './seed/types';
