import { type BitbucketAnswer } from './answer';
import { type BitbucketPerson } from './people';

/**
 * The state of a pipeline or a step.
 *
 * @public
 */
export type BitbucketPipelineState =
  | 'pending'
  | 'running'
  | 'paused'
  | 'successful'
  | 'failed'
  | 'stopped'
  | 'skipped';

/**
 * One run of a pipeline.
 *
 * @public
 */
export interface BitbucketPipeline {
  /** `workspace/repository`. */
  repository: string;
  /** With braces. */
  uuid: string;
  /** The number on Bitbucket's pages. */
  number: number;
  /** The page at Bitbucket. */
  url: string;
  /** The state of the whole pipeline. */
  state: BitbucketPipelineState;
  /** The branch or tag; missing for a single commit. */
  ref?: string;
  /** The hash of the commit. */
  commit?: string;
  /** What started it. */
  trigger: 'push' | 'manual' | 'schedule' | 'pull request' | 'other';
  /** Who started it. */
  creator?: BitbucketPerson;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; missing until the pipeline ends. */
  endedAt?: string;
  /** From the start to the end; missing until the pipeline ends. */
  durationSeconds?: number;
}

/**
 * The latest pipelines, and what the user can do with them in the portal.
 *
 * @public
 */
export interface BitbucketPipelinesAnswer
  extends BitbucketAnswer<BitbucketPipeline[]> {
  /** Whether the user can run pipelines again and stop them, with their own Bitbucket access token. */
  canAct?: boolean;
}

/**
 * What a user can do with a pipeline.
 *
 * @public
 */
export type BitbucketPipelineAction = 'rerun' | 'stop';

/**
 * One step of a pipeline.
 *
 * @public
 */
export interface BitbucketPipelineStep {
  /** With braces. */
  uuid: string;
  /** As in bitbucket-pipelines.yml, or `Step 1`. */
  name: string;
  /** The state of the step. */
  state: BitbucketPipelineState;
  /** ISO 8601. */
  startedAt?: string;
  /** Missing until the step ends. */
  durationSeconds?: number;
  /** The number of tests by result, if the step published a report. */
  tests?: { passed: number; failed: number; skipped: number };
}
