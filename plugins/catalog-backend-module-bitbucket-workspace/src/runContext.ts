import { BitbucketWorkspaceClient } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { AccountLinks } from './AccountLinks';
import { CatalogIndex } from './CatalogIndex';
import { EntityRecord, EntityRecords } from './EntityRecords';
import { BitbucketWorkspaceProviderConfig } from './providerConfig';
import { ReadProgress } from './readWorkspace';
import { RunReport } from './runReport';
import {
  BitbucketGroupTransformer,
  BitbucketUserTransformer,
} from './transformers';

/** What one run works with. */
export interface RunContext {
  config: BitbucketWorkspaceProviderConfig;
  client: BitbucketWorkspaceClient;
  catalog: CatalogIndex;
  connection: EntityProviderConnection;
  records: Pick<EntityRecords, 'read' | 'begin' | 'complete'>;
  links: Pick<AccountLinks, 'read' | 'save'>;
  logger: LoggerService;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  signal?: AbortSignal;
  onMembers?: ReadProgress;
  /** Told of each entity that is to be in the catalog. */
  onWanted?: (entity: Entity) => void;
}

/** What came of a run, without what the provider knows by itself. */
export type RunOutcome = Omit<RunReport, 'calls' | 'seconds'>;

/** The names that were given before, by key. */
export function namesOf(
  records: ReadonlyMap<string, EntityRecord>,
): Map<string, string> {
  return new Map([...records].map(([key, { name }]) => [key, name]));
}

/** Says that a listing is not believed. */
export function reportHeldBack(
  { config, logger }: Pick<RunContext, 'config' | 'logger'>,
  missing: number,
  before: number,
) {
  logger.error(
    `Bitbucket workspace ${config.id}: ${missing} of ${before} people are missing from what Bitbucket tells, more than ${config.key}.shrinkGuard allows, so nothing in the catalog has changed. Compare with the members of the workspace, and look at userFilter. If they really left, set shrinkGuard.share to 1 until the next run.`,
  );
}
