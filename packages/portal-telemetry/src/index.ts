export { auditFeatures } from './audit/auditFeatures';
export { telemetryPlugin } from './measures/telemetryPlugin';
