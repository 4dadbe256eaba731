import { type BitbucketAnswer, type BitbucketProblem } from './answer';
import {
  type BitbucketDeployment,
  type BitbucketEnvironment,
} from './deployments';
import { type BitbucketPerson } from './people';
import { type BitbucketPipeline } from './pipelines';
import { type BitbucketCheck } from './pullRequests';

/**
 * Facts about a repository that change seldom.
 *
 * @public
 */
export interface BitbucketRepositoryFacts {
  /** The page of the repository at Bitbucket. */
  url: string;
  /** With braces. Missing for an empty repository. */
  uuid?: string;
  /** Missing for an empty repository. */
  mainBranch?: string;
  /** The page of the README in the root folder. */
  readmeUrl?: string;
  /** The file `.bitbucket/CODEOWNERS`, if the main branch has it. */
  codeOwners?: {
    /** The page of the file. */
    url: string;
    /** At most five owners, in the order of the file, as users wrote them. */
    owners: string[];
    /** Whether the file has more of them. */
    hasMore: boolean;
  };
  /** Bitbucket adds these people to each pull request. Those of the project are included. */
  defaultReviewers: BitbucketPerson[];
}

/**
 * A part of the overview: an answer, or the reason why it is missing.
 *
 * @public
 */
export type BitbucketOverviewPart<T> =
  | BitbucketAnswer<T>
  | { data?: undefined; readAt?: undefined; problem: BitbucketProblem };

/**
 * The state of a repository in a few lines. Each part has its own age.
 *
 * @public
 */
export interface BitbucketOverview {
  /** `workspace/repository`. */
  repository: string;
  /** Facts that change seldom. */
  facts: BitbucketOverviewPart<BitbucketRepositoryFacts>;
  /** The main branch: its last pipeline, or else the statuses of its latest commit that other tools set. */
  main: BitbucketOverviewPart<{
    pipeline?: BitbucketPipeline;
    statuses: BitbucketCheck[];
  }>;
  /** The last deployment that succeeded: to production if there is one, or else to any environment. */
  deployment: BitbucketOverviewPart<{
    environment?: Pick<BitbucketEnvironment, 'name' | 'type'>;
    deployment?: BitbucketDeployment;
  }>;
  /** The number of open pull requests and drafts. `hasMore`: Bitbucket has more of them. */
  openPullRequests: BitbucketOverviewPart<{ count: number; hasMore: boolean }>;
}
