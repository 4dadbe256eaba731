const BACKEND_UNREACHABLE =
  "The portal's backend does not respond. Try again in a moment.";

const POPUP_BLOCKED =
  'Your browser blocked the Bitbucket window. Allow pop-ups for this site and try again.';
const POPUP_CLOSED =
  'The Bitbucket window was closed, or your browser disconnected it from this page. If you signed in in the other window, this page continues by itself. Otherwise try again.';
const UNEXPLAINED = 'The Bitbucket sign-in failed without a reason.';

/** The maximum length of the reason, in characters: the URL can contain part of it. */
const MAXIMUM_LENGTH = 400;

const NETWORK_FAILURE = /failed to fetch|networkerror|load failed/i;
const INCORRECT_ORIGIN = /incorrect app origin, expected (\S+)/i;
const TECHNICAL_PREFIX =
  /^(?:(?:login failed|auth refresh request failed|authentication (?:failed|rejected))\s*[,;:]\s*|(?:[A-Z]\w*)?(?:Error|Exception):\s*)/i;

function isErrorLike(
  value: unknown,
): value is { name: string; message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

/** Converts a message to one line, with at most {@link MAXIMUM_LENGTH} characters and a full stop. */
export function toSentence(message: string): string {
  let text = message.replace(/\s+/g, ' ').trim();
  while (TECHNICAL_PREFIX.test(text)) {
    text = text.replace(TECHNICAL_PREFIX, '');
  }
  if (!text) {
    return UNEXPLAINED;
  }
  if (text.length > MAXIMUM_LENGTH) {
    text = `${text.slice(0, MAXIMUM_LENGTH).trimEnd()}…`;
  }
  const sentence = text[0].toLocaleUpperCase('en') + text.slice(1);
  return /[.!?…]["')\]]?$/.test(sentence) ? sentence : `${sentence}.`;
}

/**
 * Returns whether Bitbucket's window appears closed to this page.
 *
 * Either the user closed it, or an identity page sent
 * `Cross-Origin-Opener-Policy` and the user may still sign in there. The error comes from `openLoginPopup`
 * of `@backstage/core-app-api`.
 */
export function isPopupClosed(error: unknown): boolean {
  return (
    isErrorLike(error) &&
    error.name === 'PopupClosedError' &&
    !INCORRECT_ORIGIN.test(error.message)
  );
}

/**
 * Explains in full sentences why the user is not signed in.
 *
 * It keeps the backend's messages, which are written for users, without Backstage's technical prefixes.
 * Browser errors get their own messages.
 */
export function describeSignInFailure(error: unknown): string {
  if (!isErrorLike(error)) {
    return toSentence(typeof error === 'string' ? error : '');
  }
  const expectedOrigin = INCORRECT_ORIGIN.exec(error.message)?.[1];
  if (expectedOrigin) {
    return `This portal expects to be opened at ${expectedOrigin}. Go there and sign in again.`;
  }
  if (error.name === 'PopupRejectedError') {
    return POPUP_BLOCKED;
  }
  if (isPopupClosed(error)) {
    return POPUP_CLOSED;
  }
  if (NETWORK_FAILURE.test(error.message)) {
    return BACKEND_UNREACHABLE;
  }
  return toSentence(error.message);
}
