import { UnavailableError } from '../model/UnavailableError';
import {
  type HandlerContext,
  type ProviderEnvironment,
} from './ProviderEnvironment';

/** Maximum per account and hour. A user signs in a few times per day. */
const MAX_OF_ACCOUNT = 20;
const HOUR_MS = 60 * 60 * 1000;
/** The limit of an account applies above this share of the hourly requests. */
const SHARE_OF_ALL = 0.5;

/** An account signs in so often that other accounts could not. */
export class TooManySignInsError extends UnavailableError {}

/** @throws UnavailableError if the hour has no room for the requests of a sign-in */
export function checkBudget(
  { access }: ProviderEnvironment,
  { sessions }: HandlerContext,
) {
  const roomAt = access.budget.roomAt(access.callsOfSignIn);
  if (roomAt === undefined) {
    return;
  }
  const { seconds, text } = describeWait(roomAt - sessions.now());
  throw new UnavailableError(
    `Bitbucket allows this portal no more requests at the moment. Sign in again in ${text}.`,
    { retryAfterSeconds: seconds },
  );
}

/**
 * Reserves the requests of a sign-in, so that concurrent sign-ins do not exceed the limit.
 *
 * @returns a function that releases them
 * @throws UnavailableError if the hour has no room for them
 */
export function reserveBudget(
  environment: ProviderEnvironment,
  ctx: HandlerContext,
): () => void {
  checkBudget(environment, ctx);
  const { budget, callsOfSignIn } = environment.access;
  return budget.reserve(callsOfSignIn);
}

/**
 * Shares the hourly requests among accounts: otherwise, an account that signs in repeatedly could use
 * all of them.
 *
 * @throws TooManySignInsError if the account has signed in 20 times within an hour
 */
export async function checkAccountLimit(
  accountUuid: string,
  { access }: ProviderEnvironment,
  { sessions }: HandlerContext,
) {
  if (access.budget.share < SHARE_OF_ALL) {
    return;
  }
  const now = sessions.now();
  const oldest = await sessions.store.findCreation(accountUuid, {
    after: now - HOUR_MS,
    rank: MAX_OF_ACCOUNT,
  });
  if (oldest !== undefined) {
    const { seconds, text } = describeWait(oldest + HOUR_MS - now);
    throw new TooManySignInsError(
      `Your Bitbucket account has signed in ${MAX_OF_ACCOUNT} times within an hour, and other users need the remaining requests to Bitbucket. Sign in again in ${text}.`,
      { retryAfterSeconds: seconds },
    );
  }
}

function describeWait(ms: number) {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const minutes = Math.ceil(seconds / 60);
  return { seconds, text: minutes === 1 ? 'a minute' : `${minutes} minutes` };
}
