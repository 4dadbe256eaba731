import { WinstonRootAuditorService } from '@backstage/backend-defaults/auditor';
import { createConfigSecretEnumerator } from '@backstage/backend-defaults/rootConfig';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createBackendFeatureLoader,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { format } from 'winston';
import { OUTPUT_KEY, openAuditTransport } from './openAuditTransport';

const auditorServiceFactory = createServiceFactory({
  service: coreServices.auditor,
  deps: {
    auth: coreServices.auth,
    config: coreServices.rootConfig,
    httpAuth: coreServices.httpAuth,
    plugin: coreServices.pluginMetadata,
    rootLogger: coreServices.rootLogger,
  },
  async createRootContext({ config, rootLogger: logger }) {
    const secrets = await createConfigSecretEnumerator({ logger });
    const redacter = WinstonLogger.redacter();
    redacter.add(secrets(config));
    return WinstonRootAuditorService.create({
      format: format.combine(
        format.timestamp(),
        format.json(),
        // Replaces in the text of the line.
        redacter.format,
      ),
      transports: [openAuditTransport(config.getString(OUTPUT_KEY))],
    });
  },
  factory: (deps, auditor) => auditor.forPlugin(deps),
});

/**
 * Writes the audit log to the error stream or to a file, if `backend.auditor.output` is set, instead of into the log of
 * the portal. Lines are JSON. Secrets of the configuration are removed, as in the log.
 *
 * @public
 */
export const auditFeatures = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    if (config.has(OUTPUT_KEY)) {
      yield auditorServiceFactory;
    }
  },
});
