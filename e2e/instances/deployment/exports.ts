// The exports for the benchmark of several instances.
export { default as unpackBundle } from '../../portal/unpackBundle';
export { findHost } from './host';
export { Load } from './Load';
export { startDeployment, type Deployment } from './startDeployment';
