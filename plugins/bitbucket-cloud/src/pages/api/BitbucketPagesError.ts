import { type BitbucketProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/**
 * Why there is no answer.
 *
 * @public
 */
export class BitbucketPagesError extends Error {
  name = 'BitbucketPagesError' as const;

  /** @param problem - undefined if the portal itself failed, or found no repository */
  constructor(message: string, readonly problem?: BitbucketProblem) {
    super(message);
  }
}
