import { type BitbucketProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { CustomErrorBase } from '@backstage/errors';

/** There is no answer of Bitbucket, not even an old one. */
export class NoAnswerError extends CustomErrorBase {
  name = 'NoAnswerError' as const;

  constructor(readonly problem: BitbucketProblem) {
    super(problem.message);
  }
}

/** There is no answer, because the question was not sent to Bitbucket. */
export class NotReadError extends CustomErrorBase {
  name = 'NotReadError' as const;
}
