import {
  type BitbucketRepositoriesClient,
  type BitbucketRepository,
  type EntityRecords,
  type RunProblems,
  type WantedEntity,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { type EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { type FailureStreak } from '../model/FailureStreak';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { type BitbucketComponentTransformer } from '../model/transformers';
import { type CatalogEntities } from '../store/CatalogEntities';
import { type CatalogFiles } from '../store/CatalogFiles';
import { type CatalogLocations } from '../store/CatalogLocations';
import { type SeenRepositories } from '../store/SeenRepositories';

/** The dependencies of one run. */
export interface RunContext {
  config: BitbucketRepositoriesProviderConfig;
  client: BitbucketRepositoriesClient;
  connection: EntityProviderConnection;
  catalog: Pick<CatalogEntities, 'findByValues'>;
  /** Of the Locations in the catalog. */
  locationKey: string;
  locations: Pick<CatalogLocations, 'findMissing'>;
  records: EntityRecords;
  streak: FailureStreak;
  seen: SeenRepositories;
  files: CatalogFiles;
  logger: LoggerService;
  componentTransformer?: BitbucketComponentTransformer;
  /**
   * The uuids of repositories that got another address in this run, by the address that they had before. A repository that
   * now has one of these addresses waits: see `findWaiting`.
   */
  leftAddresses?: Map<string, string>;
  /** Returns the number of files that the catalog cannot use. */
  countInvalid(): Promise<number>;
  isWanted(repository: BitbucketRepository): boolean;
  /** Called for each entity that the catalog should contain, changed or not. */
  onWanted?(wanted: WantedEntity): void;
  /**
   * Called after each page of the list.
   *
   * @param total - of all repositories, if Bitbucket returns it
   */
  onListed?(listed: number, total: number | undefined): void;
  /** Collects what administrators should know about the run. */
  problems?: RunProblems;
  signal?: AbortSignal;
}
