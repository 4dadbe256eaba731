import { type BitbucketBudgetState } from './budget';

/**
 * A run that ended.
 *
 * @public
 */
export interface BitbucketIngestionRun {
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601. */
  endedAt: string;
  /** A run that failed removed nothing from the catalog. */
  result: 'succeeded' | 'failed';
  /** Why it failed and what to do, in one or two sentences. */
  failure?: string;
  /** Calls to Bitbucket. */
  calls: number;
  /** By name, in the order in which the log line contains them: for example `found`, `read`, `unchanged`. */
  counts: Record<string, number>;
}

/**
 * Something that a person should correct: for example a catalog file that the catalog cannot use.
 *
 * @public
 */
export interface BitbucketIngestionProblem {
  /** `workspace/repository`, or the name of the entity if it belongs to no repository. */
  subject: string;
  /** A page of the portal or of Bitbucket. */
  url?: string;
  /** What happened and what to do, with the line if it is known. */
  message: string;
  /** ISO 8601: when the problem was seen first. */
  since?: string;
}

/**
 * The state of one provider.
 *
 * @public
 */
export interface BitbucketIngestionState {
  /** `bitbucketWorkspace` or `bitbucketRepositories`, as under `catalog.providers`. */
  provider: string;
  /** The name of the entry under `catalog.providers.<provider>`. */
  id: string;
  /** As in the configuration: the slug, or the uuid in braces. */
  workspace: string;
  /** ISO 8601: the start of the run that is under way. */
  runningSince?: string;
  /** Missing before the first run ended. */
  lastRun?: BitbucketIngestionRun;
  /** The last run that succeeded, if the last run failed. */
  lastSuccess?: BitbucketIngestionRun;
  /** ISO 8601. Missing during a run, for a provider that only runs on request, and if it is unknown. */
  nextRunAt?: string;
  /** Whether runs start only when an operator requests them. */
  isManual: boolean;
  /** The calls with the credentials of this provider. */
  budget: BitbucketBudgetState;
  /** At most 500, sorted by subject. */
  problems: BitbucketIngestionProblem[];
  /** All problems, including those that `problems` leaves out. */
  problemCount: number;
}

/**
 * The response of `GET /api/catalog/bitbucket/ingestion/:provider`, where `provider` is
 * `bitbucketWorkspace` or `bitbucketRepositories`. It requires the permission `bitbucket.ingestion.read`.
 *
 * @public
 */
export interface BitbucketIngestionResponse {
  /** One for each entry in the configuration. */
  states: BitbucketIngestionState[];
}
