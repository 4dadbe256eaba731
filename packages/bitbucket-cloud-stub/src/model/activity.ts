/**
 * A time span before the start of the stub, or between two events: `90s`, `35m`, `14h` or `3d`.
 *
 * @public
 */
export type TimeSpan = string;

/**
 * The pull requests, pipelines and settings of the repositories in a seed. All times are relative to the start of the
 * stub.
 *
 * @public
 */
export interface SeedActivity {
  /** What a pipeline of a repository runs, by name. */
  definitions: Record<string, SeedPipelineDefinition>;
  /** Text of each log, by name. */
  logs: Record<string, string>;
  /** At most one entry for each repository. */
  repositories: SeedRepositoryActivity[];
}

/**
 * What happened in one repository.
 *
 * @public
 */
export interface SeedRepositoryActivity {
  /** `workspace/slug`. */
  repository: string;
  /** In any order: their ids follow from `created`. */
  pull_requests?: SeedPullRequest[];
  /** Defaults to none. */
  branch_restrictions?: SeedBranchRestriction[];
  /** Name of a definition. Without it, the repository has no pipelines. */
  definition?: string;
  /**
   * The pipelines of the main branch, a letter for each, oldest first: `S` successful, `F` failed, `D` failed in a
   * deployment, `X` stopped, `E` invalid configuration, `P` paused, `R` in progress, `Q` pending, `C` a successful custom
   * pipeline, which a person started.
   */
  runs?: string;
  /** Time between two of them. Defaults to `1d`. */
  every?: TimeSpan;
  /** Age of the latest one. Defaults to `1h`. */
  latest?: TimeSpan;
  /** Usernames of those who push to the main branch and start pipelines. */
  people?: string[];
}

/**
 * A pull request of a seed.
 *
 * @public
 */
export interface SeedPullRequest {
  /** At most 255 characters. */
  title: string;
  /** Defaults to an empty text. */
  description?: string;
  /** Username. */
  author: string;
  /** The source branch. The destination is the main branch. */
  branch: string;
  /** Defaults to `OPEN`. */
  state?: 'OPEN' | 'MERGED' | 'DECLINED';
  /** Defaults to false. */
  draft?: boolean;
  /** Its age. */
  created: TimeSpan;
  /** Age of its latest change; of a closed one, when it was closed. Defaults to `created`. */
  updated?: TimeSpan;
  /** The state of each reviewer, by username. */
  reviewers?: Record<string, 'approved' | 'changes_requested' | 'pending'>;
  /** Text of each file that it adds or changes, by path. */
  files: Record<string, string>;
  /** State of the pipeline of its latest commit. Defaults to no pipeline. */
  checks?: 'SUCCESSFUL' | 'FAILED' | 'INPROGRESS' | 'STOPPED';
  /** Oldest first. Defaults to none. */
  comments?: SeedComment[];
  /** Oldest first. Defaults to none. */
  tasks?: SeedTask[];
}

/**
 * A comment of a pull request in a seed.
 *
 * @public
 */
export interface SeedComment {
  /** Username of the author. */
  by: string;
  /** Its age. */
  created: TimeSpan;
  /** Markdown. */
  text: string;
  /** The line of a file that it refers to. Defaults to none. */
  inline?: { path: string; to: number };
  /** Whether it was resolved. Defaults to false. */
  resolved?: boolean;
}

/**
 * A task of a pull request in a seed.
 *
 * @public
 */
export interface SeedTask {
  /** Username of the author. */
  by: string;
  /** Its age. */
  created: TimeSpan;
  /** Markdown. */
  text: string;
  /** Whether it was resolved. Defaults to false. */
  resolved?: boolean;
}

/**
 * A branch restriction in a seed.
 *
 * @public
 */
export interface SeedBranchRestriction {
  /** For example `push` or `require_approvals_to_merge`. */
  kind: string;
  /** Branches to which it applies: `main`, `release/*`. */
  pattern: string;
  /** A number, for the kinds that require one. */
  value?: number;
  /** Usernames of those who are exempt. Defaults to none. */
  users?: string[];
}

/**
 * What the pipelines of a repository run.
 *
 * @public
 */
export interface SeedPipelineDefinition {
  /** The image of each step. */
  image: string;
  /** The steps of each branch. Steps with a deployment only run on the main branch. */
  steps: SeedStep[];
  /** The custom pipeline, which people start. Defaults to none. */
  custom?: { name: string; steps: SeedStep[] };
}

/**
 * A step of a pipeline.
 *
 * @public
 */
export interface SeedStep {
  /** The name of the step. */
  name: string;
  /** How long it takes, about. */
  seconds: number;
  /** The commands. */
  script: string[];
  /** Name of its log. */
  log: string;
  /** Name of the log if it fails. Defaults to `log`. */
  failed_log?: string;
  /** How often the log is repeated, for long logs. Defaults to 1. */
  repeat?: number;
  /** Its test report. Defaults to none. */
  tests?: SeedTests;
  /** Name of the environment to which it deploys. Defaults to none. */
  deployment?: string;
}

/**
 * The test report of a step.
 *
 * @public
 */
export interface SeedTests {
  /** How many test cases there are. */
  total: number;
  /** How many of them are skipped. Defaults to 0. */
  skipped?: number;
  /** Names of the test classes, to which the test cases belong. */
  suites: string[];
  /** The test cases that fail if the step fails. Defaults to none. */
  failing?: {
    name: string;
    suite: string;
    message: string;
    stack_trace?: string;
  }[];
}
