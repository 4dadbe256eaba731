import { type BitbucketPerson } from './people';

/**
 * One deployment.
 *
 * @public
 */
export interface BitbucketDeployment {
  /** With braces. */
  uuid: string;
  /** `not deployed`: it has not started. */
  state: 'running' | 'successful' | 'failed' | 'stopped' | 'not deployed';
  /** The name of the release, for example `#42`. */
  release?: string;
  /** The hash of the deployed commit. */
  commit?: string;
  /** The page of the pipeline at Bitbucket. */
  url?: string;
  /** Who started it. */
  deployer?: BitbucketPerson;
  /** ISO 8601. */
  startedAt?: string;
  /** ISO 8601. */
  endedAt?: string;
}

/**
 * An environment, and its deployments.
 *
 * @public
 */
export interface BitbucketEnvironment {
  /** With braces. */
  uuid: string;
  /** As users named it. */
  name: string;
  /** As users chose it. */
  type: 'Test' | 'Staging' | 'Production' | 'other';
  /** The last deployment that succeeded. */
  current?: BitbucketDeployment;
  /** The latest first, at most 20. */
  history: BitbucketDeployment[];
}
