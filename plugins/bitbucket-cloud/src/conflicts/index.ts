export * from './api';
export { EntityBitbucketConflictWarning } from './extensions';
