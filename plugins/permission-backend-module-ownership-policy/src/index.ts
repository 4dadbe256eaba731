/**
 * A permission policy: all read, owners change, administrators may do all.
 *
 * @packageDocumentation
 */
export { ownershipPolicyFeatures as default } from './module';
export { isGeneratedRef, refuseGeneratedName } from './locations/generatedName';
export { OwnershipPolicy } from './OwnershipPolicy';
