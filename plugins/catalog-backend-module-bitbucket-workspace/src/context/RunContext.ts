import {
  type BitbucketWorkspaceClient,
  type EntityRecords,
  type RunProblems,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { type Entity } from '@backstage/catalog-model';
import { type EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { type AccountLinks } from '../store/AccountLinks';
import { type CatalogIndex } from '../catalog/CatalogIndex';
import { type GroupSubjects } from '../store/GroupSubjects';
import { type BitbucketWorkspaceProviderConfig } from '../config/providerConfig';
import { type ReadProgress } from '../model/ReadProgress';
import { type RunReport } from '../model/RunReport';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from '../model/transformers';

/** The dependencies of one run. */
export interface RunContext {
  config: BitbucketWorkspaceProviderConfig;
  client: BitbucketWorkspaceClient;
  catalog: CatalogIndex;
  connection: EntityProviderConnection;
  records: Pick<EntityRecords, 'read' | 'begin' | 'complete'>;
  subjects: Pick<GroupSubjects, 'read' | 'save'>;
  links: Pick<AccountLinks, 'read' | 'save'>;
  logger: LoggerService;
  /** Collects what administrators should know about the run. */
  problems?: RunProblems;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  signal?: AbortSignal;
  onMembers?: ReadProgress;
  /** Returns the refs that the configuration currently names. */
  configuredRefs: () => ReadonlySet<string>;
  /** Called with each entity that the catalog should contain. */
  onWanted?: (entity: Entity) => void;
  /** Called with the ref of a wanted entity that does not change. */
  onKept?: (entityRef: string) => void;
}

/** The result of a run, without the values that the provider adds. */
export type RunOutcome = Omit<RunReport, 'calls' | 'seconds'>;
