import { toSentence } from './describeSignInFailure';

const UNEXPLAINED =
  'This page keeps trying to reach the portal and continues by itself.';
const SIGN_IN_AGAIN = 'You can also sign in again with the button.';

/**
 * Explains why the page waits, in full sentences: those of the portal, if it sent any.
 *
 * @param outage - `canSignIn`: the button starts a new sign-in immediately
 */
export function describeOutage(outage: {
  message?: string;
  canSignIn?: boolean;
}): string {
  const { message, canSignIn } = outage;
  const reason = message === undefined ? UNEXPLAINED : toSentence(message);
  return canSignIn ? `${reason} ${SIGN_IN_AGAIN}` : reason;
}
