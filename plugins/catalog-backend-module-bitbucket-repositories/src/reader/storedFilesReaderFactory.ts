import {
  BitbucketCloudUrlReader,
  urlReaderFactoriesServiceRef,
} from '@backstage/backend-defaults/urlReader';
import {
  coreServices,
  createServiceFactory,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotModifiedError } from '@backstage/errors';
import { readProviderConfigs } from '../config/providerConfig';
import { findStoredFile } from '../store/CatalogFiles';

const { host } = new URL(BITBUCKET_CLOUD_BASE_URL);

type FindFile = (
  url: string,
) => Promise<{ content: string; digest: string } | undefined>;

/**
 * Lets the catalog read the files that a provider has already read, without a request to Bitbucket. The
 * catalog reads every Location again every few minutes, and 2,000 repositories would use up Bitbucket's
 * hourly limit in one of these rounds. Other files are read from Bitbucket.
 */
export const storedFilesReaderFactory = createServiceFactory({
  service: urlReaderFactoriesServiceRef,
  deps: {
    config: coreServices.rootConfig,
    database: coreServices.database,
    plugin: coreServices.pluginMetadata,
  },
  factory: ({ config, database, plugin }) => {
    const isUsed =
      plugin.getId() === 'catalog' && readProviderConfigs(config).length > 0;
    const find: FindFile = async url =>
      findStoredFile(await database.getClient(), url);
    return options =>
      isUsed
        ? BitbucketCloudUrlReader.factory(options)
            .filter(({ predicate }) => predicate(new URL(`https://${host}`)))
            .map(({ predicate, reader }) => ({
              predicate,
              reader: withStoredFiles(reader, find),
            }))
        : [];
  },
});

function withStoredFiles(
  reader: UrlReaderService,
  find: FindFile,
): UrlReaderService {
  const readUrl: UrlReaderService['readUrl'] = async (url, options) => {
    const file = await find(url);
    if (!file) {
      return reader.readUrl(url, options);
    }
    if (options?.etag === file.digest) {
      throw new NotModifiedError();
    }
    return {
      buffer: async () => Buffer.from(file.content),
      etag: file.digest,
    };
  };
  return {
    readUrl,
    readTree: (url, options) => reader.readTree(url, options),
    async search(url, options) {
      if (!(await find(url))) {
        return reader.search(url, options);
      }
      const { buffer, etag = '' } = await readUrl(url, options);
      return { files: [{ url, content: buffer }], etag };
    },
  };
}
