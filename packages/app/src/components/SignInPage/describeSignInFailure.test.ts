import { describeSignInFailure } from './describeSignInFailure';

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('describeSignInFailure', () => {
  it.each([
    [
      'a blocked window',
      namedError('PopupRejectedError', 'Failed to open auth popup.'),
      'Your browser blocked the Bitbucket window. Allow pop-ups for this site and try again.',
    ],
    [
      'a closed window',
      namedError('PopupClosedError', 'Login failed, popup was closed'),
      'The Bitbucket window was closed, or your browser disconnected it from this page. If you signed in in the other window, this page continues by itself. Otherwise try again.',
    ],
    [
      'a portal opened at the wrong address',
      namedError(
        'PopupClosedError',
        'Login failed, Incorrect app origin, expected https://portal.example.com',
      ),
      'This portal expects to be opened at https://portal.example.com. Go there and sign in again.',
    ],
    [
      'a backend that cannot be reached',
      new TypeError('Failed to fetch'),
      "The portal's backend does not respond. Try again in a moment.",
    ],
    [
      'a rejection by the backend, unchanged',
      namedError(
        'NotAllowedError',
        'You are not in the workspace harbour-bikes.',
      ),
      'You are not in the workspace harbour-bikes.',
    ],
    [
      'a message behind technical prefixes',
      new Error('Login failed; NotAllowedError: you are not in the catalog'),
      'You are not in the catalog.',
    ],
    [
      'a message behind a bare error prefix',
      new Error('Error: Bitbucket did not answer in time'),
      'Bitbucket did not answer in time.',
    ],
    [
      'a message that spans lines',
      new Error('Two entities match.\n  Ask for one to be removed.'),
      'Two entities match. Ask for one to be removed.',
    ],
    [
      'an error without a message',
      new Error(''),
      'The Bitbucket sign-in failed without a reason.',
    ],
    [
      'a value that is not an error',
      undefined,
      'The Bitbucket sign-in failed without a reason.',
    ],
  ])('converts to sentences: %s', (_situation, error, expected) => {
    expect(describeSignInFailure(error)).toBe(expected);
  });

  it('shortens a very long reason', () => {
    const sentence = describeSignInFailure(new Error('a'.repeat(5_000)));

    expect(sentence).toHaveLength(401);
    expect(sentence).toMatch(/…$/);
  });
});
