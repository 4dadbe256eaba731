import { InputError, NotAllowedError } from '@backstage/errors';
import {
  decodeOAuthState,
  encodeOAuthState,
} from '@backstage/plugin-auth-node';
import { type SignInAttempt } from '../sessions/AttemptStore';
import { type Request } from '../model/express';
import {
  type HandlerContext,
  type ProviderEnvironment,
} from './ProviderEnvironment';
import { addressOf } from './requestChecks';
import { checkBudget, reserveBudget } from './signInLimits';

const NOT_STARTED =
  'This sign-in was not started in this browser, or it was already answered, or it took more than ten minutes. Start again from the portal.';

/** A sign-in that belongs to a request, and can send requests to Bitbucket. */
export interface StartedSignIn {
  attempt: SignInAttempt;
  environment: ProviderEnvironment;
  /** The number of failed sign-ins of its address that it counts as after its end. */
  failures: number;
  /**
   * Releases the reserved hourly requests, and corrects the number of failed sign-ins of the address.
   */
  end: () => Promise<void>;
}

/**
 * Finds and consumes the sign-in attempt of a callback, before any request to Bitbucket. Otherwise,
 * another site could sign in a browser to an account of its choice, or use up the hourly requests.
 *
 * @throws UnavailableError if the hour has no room for the sign-in, or if too many sign-ins of the
 * address failed
 */
export async function findSignIn(
  req: Request,
  ctx: HandlerContext,
): Promise<StartedSignIn> {
  const state = readState(req.query.state);
  const environment = ctx.environments.get(state.env);
  if (!environment || (req.query.env ?? state.env) !== state.env) {
    throw new InputError(
      'The response from Bitbucket does not belong to a sign-in of this portal. Start again from the portal.',
    );
  }
  checkBudget(environment, ctx);
  const browserId = environment.cookies.readAttempt(req);
  if (!browserId) {
    throw new NotAllowedError(NOT_STARTED);
  }
  // Counts the sign-in as failed until it is complete. Both queries are sent at the same time.
  const counting = ctx.failedSignIns.begin(addressOf(req));
  counting.catch(() => {});
  try {
    const attempt = await ctx.attempts.consume(state.nonce, browserId);
    if (!attempt || attempt.environment !== state.env) {
      throw new NotAllowedError(NOT_STARTED);
    }
    const counted = await counting;
    const release = reserveBudget(environment, ctx);
    const started: StartedSignIn = {
      attempt,
      environment,
      failures: 0,
      end: async () => {
        release();
        await counted.end(started.failures);
      },
    };
    return started;
  } catch (error) {
    const counted = await counting.catch(() => undefined);
    await counted?.end(0);
    throw error;
  }
}

/** The state has exactly two fields. All other data of the sign-in is in the database. */
function readState(value: unknown): { env: string; nonce: string } {
  try {
    const encoded = typeof value === 'string' ? value : '';
    const { env, nonce } = decodeOAuthState(encoded);
    if (encodeOAuthState({ env, nonce }) === encoded) {
      return { env, nonce };
    }
  } catch {
    // The response is the same as for a state with other fields.
  }
  throw new InputError(
    'The response from Bitbucket is incomplete. Start again from the portal.',
  );
}
