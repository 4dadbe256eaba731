/**
 * A permission policy: all read, owners change, administrators may do all.
 *
 * @packageDocumentation
 */
export { ownershipPolicyFeatures as default } from './module';
export { OwnershipPolicy } from './OwnershipPolicy';
