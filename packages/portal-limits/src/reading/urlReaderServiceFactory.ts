import {
  urlReaderFactoriesServiceRef,
  UrlReaders,
} from '@backstage/backend-defaults/urlReader';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { configuredReaders, limitReader } from './configuredReaders';

/** The service that plugins use to read files from other hosts; see {@link configuredReaders}. */
export const urlReaderServiceFactory = createServiceFactory({
  service: coreServices.urlReader,
  deps: {
    config: coreServices.rootConfig,
    logger: coreServices.logger,
    factories: urlReaderFactoriesServiceRef,
  },
  factory: ({ config, logger, factories }) =>
    UrlReaders.create({
      config,
      logger,
      factories: [...factories.map(limitReader), ...configuredReaders(config)],
    }),
});
