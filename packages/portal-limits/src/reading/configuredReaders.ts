import {
  AwsS3UrlReader,
  AzureBlobStorageUrlReader,
  AzureUrlReader,
  BitbucketCloudUrlReader,
  BitbucketServerUrlReader,
  FetchUrlReader,
  GerritUrlReader,
  GiteaUrlReader,
  GithubUrlReader,
  GitlabUrlReader,
  HarnessUrlReader,
  type ReaderFactory,
  UrlReaders,
} from '@backstage/backend-defaults/urlReader';
import { type Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';

import { limitFileReaders } from '../fileReaders/limitFileReaders';
import { onlyCanonicalUrls } from './onlyCanonicalUrls';
import { onlyNamedRepository } from './onlyNamedRepository';
import { onlyRepositoryFiles } from './onlyRepositoryFiles';

type ReaderOptions = Parameters<ReaderFactory>[0];

/** Backstage's readers, by the key under `integrations` that configures them. */
const READERS: Record<string, ReaderFactory> = {
  azure: AzureUrlReader.factory,
  bitbucketServer: BitbucketServerUrlReader.factory,
  gerrit: GerritUrlReader.factory,
  github: GithubUrlReader.factory,
  gitea: GiteaUrlReader.factory,
  gitlab: GitlabUrlReader.factory,
  googleGcs: readGoogleGcs,
  harness: HarnessUrlReader.factory,
  awsS3: AwsS3UrlReader.factory,
  azureBlobStorage: AzureBlobStorageUrlReader.factory,
  awsCodeCommit: readAwsCodeCommit,
};

/**
 * Returns the factories of readers for Bitbucket Cloud, for the hosts under
 * `backend.reading.allow`, and for the entries under `integrations`. The portal reads no other host, and
 * each URL has only one spelling.
 *
 * Backstage also adds unconfigured readers for GitHub, GitLab, Azure DevOps, Azure Blob Storage and
 * Amazon S3. The reader for Amazon S3 signs its requests with the credentials of the machine, so a
 * catalog file could read every object that the machine can read.
 */
export function configuredReaders(config: Config): ReaderFactory[] {
  return [
    onlyRepositoryFiles(limitFileReaders(BitbucketCloudUrlReader.factory)),
    ...Object.entries(READERS).map(([type, factory]) =>
      onlyNamedRepository(
        limitFileReaders(onlyConfigured(factory, countEntries(config, type))),
      ),
    ),
    limitFileReaders(FetchUrlReader.factory),
  ].map(onlyCanonicalUrls);
}

/**
 * Limits a reader that another module adds. If it reads Bitbucket Cloud, it also only reads files of repositories.
 */
export function limitReader(factory: ReaderFactory): ReaderFactory {
  return onlyCanonicalUrls(onlyRepositoryFiles(limitFileReaders(factory)));
}

/**
 * Keeps only the readers of configured entries.
 *
 * @seam A factory returns its readers in the order of the entries, and Backstage's own defaults after
 * them: https://github.com/backstage/backstage/blob/master/packages/integration/src/github/config.ts
 */
function onlyConfigured(factory: ReaderFactory, count: number): ReaderFactory {
  return options => (count > 0 ? factory(options).slice(0, count) : []);
}

function countEntries(config: Config, type: string): number {
  const entries = config.getOptional(`integrations.${type}`);
  if (Array.isArray(entries)) {
    return entries.length;
  }
  // The entry for Google Cloud Storage is one object.
  return entries === undefined || entries === null ? 0 : 1;
}

// Backstage does not export the next two readers, so the service with all readers handles their hosts.

function readGoogleGcs(options: ReaderOptions) {
  const predicate = ({ host }: URL) => host === 'storage.cloud.google.com';
  return [{ reader: UrlReaders.default(options), predicate }];
}

function readAwsCodeCommit(options: ReaderOptions) {
  const reader = UrlReaders.default(options);
  return ScmIntegrations.fromConfig(options.config)
    .awsCodeCommit.list()
    .map(({ config }) => ({
      reader,
      predicate: ({ host }: URL) => host === config.host,
    }));
}
