import type { SeedTests } from '../model/activity';
import type { Account } from './PullRequest';

/** How a pipeline or a step ended. */
export type Result =
  | 'SUCCESSFUL'
  | 'FAILED'
  | 'ERROR'
  | 'STOPPED'
  | 'NOT_RUN'
  | 'EXPIRED';

/** The state of a pipeline or a step. */
export type RunState =
  | { name: 'PENDING' }
  | { name: 'IN_PROGRESS'; stage: 'RUNNING' | 'PAUSED' }
  | { name: 'COMPLETED'; result: Result; error?: string };

/** The text that a step writes: names of logs and texts, in order, so that long logs need no memory. */
export type LogPart =
  | { log: string; repeat: number }
  | { text: string; repeat: number };

/** A test case with its result. */
export interface TestReport {
  tests: SeedTests;
  /** Whether the failing test cases of `tests` failed. */
  isFailed: boolean;
}

/** A step of a pipeline. Immutable. */
export interface Step {
  /** With braces. */
  uuid: string;
  name: string;
  state: RunState;
  startedOn?: string;
  completedOn?: string;
  image: string;
  script: readonly string[];
  log: readonly LogPart[];
  tests?: TestReport;
  /** Name of the environment to which it deploys. */
  deployment?: string;
  /** The planned duration in seconds. */
  seconds: number;
}

/** A pipeline. Immutable. */
export interface Pipeline {
  /** With braces. */
  uuid: string;
  /** Unique in the repository, from 1. */
  number: number;
  creator: Account;
  trigger: 'PUSH' | 'MANUAL' | 'SCHEDULE';
  /** Undefined for a pipeline of a commit without a branch. */
  branch: string | undefined;
  /** The branch that a pull request merges into, for its pipeline. */
  pullRequest?: { id: number; destination: string; hash: string };
  hash: string;
  selector: { type: string; pattern?: string };
  state: RunState;
  createdOn: string;
  completedOn?: string;
  steps: readonly Step[];
  variables?: readonly { key: string; value?: string; secured: boolean }[];
}

/** A deployment of a commit to an environment. Immutable. */
export interface Deployment {
  /** With braces. */
  uuid: string;
  /** Unique in the repository, from 1. */
  number: number;
  /** Uuid of the environment. */
  environment: string;
  /** Uuid of the pipeline. */
  pipeline: string;
  /** Uuid of the step. */
  step: string;
}

/** An environment. Immutable. */
export interface Environment {
  /** With braces. */
  uuid: string;
  name: string;
  type: 'Test' | 'Staging' | 'Production';
  /** Position in the list. */
  rank: number;
}

/** A build status that a client created. Immutable. */
export interface CommitStatus {
  hash: string;
  key: string;
  state: 'FAILED' | 'INPROGRESS' | 'STOPPED' | 'SUCCESSFUL';
  name: string;
  description: string;
  url: string;
  refname?: string;
  createdOn: string;
  updatedOn: string;
}

/** A branch restriction. Immutable. */
export interface BranchRestriction {
  /** Unique in the repository. */
  id: number;
  kind: string;
  pattern: string;
  matchKind: 'glob' | 'branching_model';
  branchType?: string;
  value?: number;
  /** Uuids of accounts. */
  users: readonly string[];
}
