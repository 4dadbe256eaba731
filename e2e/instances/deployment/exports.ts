// The exports for the benchmarks of several instances, and of telemetry.
export {
  createPortalConfig,
  registerClients,
} from '../../portal/createPortalConfig';
export { startPortal, type Portal } from '../../portal/startPortal';
export { Telemetry } from '../../portal/Telemetry';
export { default as unpackBundle } from '../../portal/unpackBundle';
export { findHost } from './host';
export { Load } from './Load';
export { startDeployment, type Deployment } from './startDeployment';
