import { InputError, NotAllowedError } from '@backstage/errors';
import {
  decodeOAuthState,
  encodeOAuthState,
} from '@backstage/plugin-auth-node';
import { SignInAttempt } from '../sessions/AttemptStore';
import { Request } from '../model/express';
import { HandlerContext, ProviderEnvironment } from './ProviderEnvironment';
import { addressOf } from './requestChecks';
import { checkBudget, reserveBudget } from './signInLimits';

const NOT_STARTED =
  'This sign-in was not started in this browser, or it was already answered, or it took more than ten minutes. Start again from the portal.';

/** A sign-in that belongs to a request, and may send requests to Bitbucket. */
export interface StartedSignIn {
  attempt: SignInAttempt;
  environment: ProviderEnvironment;
  /** How many failed sign-ins of its address it counts as, when it is over. */
  failures: number;
  /** Gives the reserved requests of the hour back, and corrects the failed sign-ins of the address. */
  end: () => Promise<void>;
}

/**
 * Finds the sign-in attempt of a callback and uses it up, before anything is asked of Bitbucket: otherwise
 * another site could sign a browser in to an account of its choice, or spend the budget.
 *
 * @throws UnavailableError if the hour has no room for it, or too many sign-ins of the address failed
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
  // Counts as one that failed until it is over. Both queries are sent at the same time.
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

/** The state has exactly two fields. Everything else about the sign-in is in the database. */
function readState(value: unknown): { env: string; nonce: string } {
  try {
    const encoded = typeof value === 'string' ? value : '';
    const { env, nonce } = decodeOAuthState(encoded);
    if (encodeOAuthState({ env, nonce }) === encoded) {
      return { env, nonce };
    }
  } catch {
    // The same response as for a state with other fields.
  }
  throw new InputError(
    'The answer from Bitbucket is incomplete. Start again from the portal.',
  );
}
