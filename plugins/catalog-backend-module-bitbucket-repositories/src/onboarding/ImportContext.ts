import {
  BitbucketPullRequestsClient,
  BitbucketRepositoriesClient,
  createCredentials,
  type BitbucketPace,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';
import { createRepositoryFilter } from '../config/filters';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { CatalogEntities } from '../store/CatalogEntities';
import { CatalogFiles } from '../store/CatalogFiles';
import { CatalogLocations } from '../store/CatalogLocations';
import { SeenRepositories } from '../store/SeenRepositories';
import { type ImportSettings } from './importSettings';

/** The dependencies of the import of a provider's repositories. */
export interface ImportContext {
  config: BitbucketRepositoriesProviderConfig;
  settings: ImportSettings;
  /** Reads with the credentials of the provider. */
  reader: BitbucketRepositoriesClient;
  /** With the credentials under `integrations`, if they are configured. */
  pullRequests: BitbucketPullRequestsClient;
  canWrite: boolean;
  catalog: CatalogEntities;
  locations: Pick<CatalogLocations, 'findMissing'>;
  files: CatalogFiles;
  seen: SeenRepositories;
  isWanted: ReturnType<typeof createRepositoryFilter>;
}

/** Creates the {@link ImportContext} of a provider. */
export function createImportContext(options: {
  config: BitbucketRepositoriesProviderConfig;
  settings: ImportSettings;
  /** The database of the catalog. */
  knex: Knex;
  /** Contains what the provider has stored. Default: the database of the catalog. */
  records?: Knex;
  /** Spends from the budget of the provider. */
  pace?: BitbucketPace;
}): ImportContext {
  const { config, knex, pace, records = knex, settings } = options;
  const { apiBaseUrl, timeoutMs, workspace } = config;
  const own = createCredentials(config.credentials, config);
  const writing = settings.createWriteCredentials(config);
  const shared = { apiBaseUrl, pace, timeoutMs, workspace };
  return {
    config,
    settings,
    reader: new BitbucketRepositoriesClient({ ...shared, credentials: own }),
    pullRequests: new BitbucketPullRequestsClient({
      ...shared,
      credentials: writing ?? own,
    }),
    canWrite: writing !== undefined,
    catalog: new CatalogEntities(knex),
    locations: {
      // The catalog creates its tables after this module starts.
      findMissing: async refs =>
        (await knex.schema.hasTable('refresh_state'))
          ? new CatalogLocations(knex).findMissing(refs)
          : new Set(refs),
    },
    files: new CatalogFiles(records, config.id),
    seen: new SeenRepositories(records, config.id),
    isWanted: createRepositoryFilter(config.filters),
  };
}
