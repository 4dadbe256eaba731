import { BitbucketWorkspaceClient } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { AccountLinks } from './AccountLinks';
import { CatalogIndex } from './CatalogIndex';
import { EntityRecords } from './EntityRecords';
import { ListingLoss, ProjectLoss } from './lostMemberships';
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
  /** The refs that the configuration names now. */
  configuredRefs: () => ReadonlySet<string>;
  /** Called with each entity that is to be in the catalog. */
  onWanted?: (entity: Entity) => void;
  /** Called with the ref of a wanted entity that stays as the catalog has it. */
  onKept?: (entityRef: string) => void;
}

/** What came of a run, without what the provider knows by itself. */
export type RunOutcome = Omit<RunReport, 'calls' | 'seconds'>;

/** What a run reports that changed nothing because a listing lacks many people. */
export function holdBack(
  { config, logger }: Pick<RunContext, 'config' | 'logger'>,
  { listing, before, lost }: ListingLoss,
): Omit<RunOutcome, 'people' | 'besides'> {
  logger.error(
    `Bitbucket workspace ${config.id}: ${lost} of ${before} people are missing from Bitbucket's list of the ${listing}. ${config.key}.shrinkGuard does not allow so many, so the run changed nothing in the catalog. Compare the list with the workspace at Bitbucket, and check userFilter, groups.projectPermissions and the credentials. If the list is right, set shrinkGuard.share to 1 until the next run.`,
  );
  return { added: 0, changed: 0, removed: 0, heldBack: lost };
}

/** So many projects are in one run's log. */
const MOST_PROJECTS = 10;

/**
 * Logs the projects whose Groups stay because their lists lack many people.
 *
 * @returns what the run reports about them
 */
export function holdBackProjects(
  { config, logger }: Pick<RunContext, 'config' | 'logger'>,
  projects: ProjectLoss[],
): { heldBack: number; groups: Record<string, number> } {
  const label = `Bitbucket workspace ${config.id}`;
  for (const { listing, before, lost } of projects.slice(0, MOST_PROJECTS)) {
    logger.error(
      `${label}: ${lost} of ${before} people are missing from Bitbucket's list of the ${listing}. ${config.key}.shrinkGuard does not allow so many, so the Group of the project stays as it is in the catalog. Compare the list with the project at Bitbucket, and check groups.projectPermissions and the credentials. If the list is right, set shrinkGuard.share to 1 until the next run.`,
    );
  }
  if (projects.length > MOST_PROJECTS) {
    logger.error(
      `${label}: the Groups of ${
        projects.length - MOST_PROJECTS
      } more projects stay as they are for the same reason`,
    );
  }
  return {
    heldBack: projects.reduce((sum, { lost }) => sum + lost, 0),
    groups: { 'project Groups held back': projects.length },
  };
}
