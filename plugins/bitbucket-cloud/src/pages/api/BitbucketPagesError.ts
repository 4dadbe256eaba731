import { type BitbucketProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/**
 * Why there is no answer.
 *
 * @public
 */
export class BitbucketPagesError extends Error {
  /** The same in every copy of this package. */
  name = 'BitbucketPagesError' as const;
  /** Undefined if the portal itself failed, or found no repository. */
  readonly problem?: BitbucketProblem;

  constructor(message: string, problem?: BitbucketProblem) {
    super(message);
    this.problem = problem;
  }
}
