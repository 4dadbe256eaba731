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
import { StoredFiles } from '../store/StoredFiles';

const { host } = new URL(BITBUCKET_CLOUD_BASE_URL);

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
    const ids =
      plugin.getId() === 'catalog'
        ? readProviderConfigs(config).map(({ id }) => id)
        : [];
    const open = async () => new StoredFiles(await database.getClient(), ids);
    return options =>
      ids.length > 0
        ? BitbucketCloudUrlReader.factory(options)
            .filter(({ predicate }) => predicate(new URL(`https://${host}`)))
            .map(({ predicate, reader }) => ({
              predicate,
              reader: withStoredFiles(reader, open),
            }))
        : [];
  },
});

function withStoredFiles(
  reader: UrlReaderService,
  open: () => Promise<StoredFiles>,
): UrlReaderService {
  const read = async (url: string, etag: string | undefined) => {
    const files = await open();
    const file = await files.find(url);
    if (file && file.digest === etag) {
      throw new NotModifiedError();
    }
    return file && files.read(url);
  };
  return {
    async readUrl(url, options) {
      const file = await read(url, options?.etag);
      return file
        ? { buffer: async () => Buffer.from(file.content), etag: file.digest }
        : reader.readUrl(url, options);
    },
    readTree: (url, options) => reader.readTree(url, options),
    async search(url, options) {
      const file = await read(url, options?.etag);
      const content = async () => Buffer.from(file?.content ?? '');
      return file
        ? { files: [{ url, content }], etag: file.digest }
        : reader.search(url, options);
    },
  };
}
