import { type BitbucketProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BitbucketCloudError,
  BudgetUsedUpError,
  type UserCallsUsedUpError,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NoAnswerError } from './NoAnswerError';

const MINUTE_MS = 60_000;
const NO_MORE_CALLS = 'Bitbucket allows the portal no more calls for now.';

/**
 * Explains to a user why Bitbucket could not be read.
 *
 * @returns the problem, and how long to wait before the next attempt; undefined if it is a fault of the portal
 */
export function explainProblem(
  error: unknown,
): { problem: BitbucketProblem; restMs: number } | undefined {
  if (error instanceof BudgetUsedUpError) {
    return {
      problem: {
        kind: 'limited',
        message: error.wasRejected
          ? NO_MORE_CALLS
          : 'The portal has used the calls that it can send to Bitbucket in an hour.',
      },
      restMs: Math.max(error.retryAfterMs, 1000),
    };
  }
  if (error instanceof NoAnswerError) {
    // Another answer is a part of this one.
    return { problem: error.problem, restMs: MINUTE_MS / 2 };
  }
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { code, isFromBitbucket, requiredScopes, retryAfterMs, status } = error;
  if (status === 429) {
    return {
      problem: {
        kind: 'limited',
        message: NO_MORE_CALLS,
      },
      restMs: Math.min(Math.max(retryAfterMs ?? 0, MINUTE_MS), 60 * MINUTE_MS),
    };
  }
  const isRedirect =
    code === 'invalid_response' && [301, 302, 307, 308].includes(status ?? 0);
  if (isRedirect || ((status === 404 || status === 410) && isFromBitbucket)) {
    return {
      problem: {
        kind: 'gone',
        message:
          'Bitbucket has no such repository, or the portal has no access to it.',
      },
      restMs: 10 * MINUTE_MS,
    };
  }
  if ((status === 401 || status === 403) && isFromBitbucket) {
    const scopes = requiredScopes?.length
      ? ` They lack the scope ${requiredScopes.join(', ')}.`
      : '';
    return {
      problem: {
        kind: 'rejected',
        message: `Bitbucket rejected the credentials of the portal.${scopes} An administrator of the portal can correct this.`,
      },
      restMs: 5 * MINUTE_MS,
    };
  }
  return {
    problem: {
      kind: 'unreachable',
      message:
        code === 'invalid_response'
          ? 'The portal cannot read the response of Bitbucket. If this continues, an administrator of the portal can find the cause in the log.'
          : 'Bitbucket does not respond to the portal.',
    },
    restMs: MINUTE_MS / 2,
  };
}

/** Explains to a user that the rest of the calls of the hour is for other users. */
export function explainUserLimit(
  { message, retryAfterMs }: UserCallsUsedUpError,
  now: number,
): BitbucketProblem {
  return {
    kind: 'limited',
    message,
    retryAt: new Date(now + retryAfterMs).toISOString(),
  };
}
