import {
  type BitbucketEnvironment,
  type BitbucketPerson,
  type BitbucketPipeline,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketBranchRestriction,
  type BitbucketPullRequestList,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type StoredAnswer } from '../answers/AnswerStore';

/** What is known about a repository; undefined where nothing was ever read. */
export interface SourceAnswers {
  restrictions?: Known<BitbucketBranchRestriction[]>;
  codeOwners?: Known<CodeOwners>;
  reviewers?: Known<BitbucketPerson[]>;
  pullRequest?: Known<{ id: number; createdAt: string } | 'none'>;
  pullRequests?: Known<BitbucketPullRequestList>;
  pipelines?: Known<BitbucketPipeline[]>;
  environments?: Known<BitbucketEnvironment[]>;
}

/** The file CODEOWNERS. */
export type CodeOwners = { text: string } | 'none';

/** An answer as it was stored, with its data. */
export type Known<T> = Omit<StoredAnswer, 'data'> & { data?: T };
