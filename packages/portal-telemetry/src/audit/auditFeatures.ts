import { WinstonRootAuditorService } from '@backstage/backend-defaults/auditor';
import { createConfigSecretEnumerator } from '@backstage/backend-defaults/rootConfig';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createBackendFeatureLoader,
  createServiceFactory,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { createWriteStream, openSync } from 'node:fs';
import { format, type transport, transports } from 'winston';

const KEY = 'backend.auditor.output';

/** Winston's name for all levels of npm. */
const LEVELS = ['error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly'];

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
        redacter.format,
        format.json(),
      ),
      transports: [openTransport(config)],
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
    if (config.has(KEY)) {
      yield auditorServiceFactory;
    }
  },
});

function openTransport(config: RootConfigService): transport {
  const output = config.getString(KEY);
  if (output === 'stderr') {
    return new transports.Console({ stderrLevels: LEVELS });
  }
  if (!output.startsWith('/')) {
    throw new Error(
      `${KEY} is '${output}'. Set stderr or the absolute path of a file.`,
    );
  }
  try {
    const fd = openSync(output, 'a', 0o600);
    return new transports.Stream({ stream: createWriteStream(output, { fd }) });
  } catch (error) {
    throw new Error(
      `${KEY} is ${output}, which the portal cannot write to: ${
        (error as Error).message
      }. Mount a folder that its user can write to.`,
    );
  }
}
