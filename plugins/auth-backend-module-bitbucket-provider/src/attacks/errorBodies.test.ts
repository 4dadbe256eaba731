import { advanceClock } from '../__testUtils__/clock';
import {
  cut,
  type Endpoint,
  json,
  raw,
  redirect,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { CLIENT } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const CODE = 'a-c0de-of-bitbucket';
const SECRETS = [
  CLIENT.secret,
  Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64'),
  CODE,
  TOKEN.access_token,
  TOKEN.refresh_token,
];

const hostile = useHostilePortal({
  development: {
    allowedWorkspaces: ['harbour-bikes'],
    requestTimeout: { seconds: 2 },
  },
});

type Answer = ReturnType<typeof json>;

/** A Bitbucket that repeats all received secrets in error responses. */
const gossip =
  (status: number): Answer =>
  (req, res) => {
    const told = [req.headers.authorization, ...SECRETS].join(' ');
    json(
      {
        error: told,
        error_description: told,
        error_uri: `https://evil.example/?${told}`,
        type: 'error',
        message: told,
      },
      status,
    )(req, res);
  };

const answers: [string, Answer][] = [
  ['repeats secrets with 200', gossip(200)],
  ['repeats secrets with 400', gossip(400)],
  ['repeats secrets with 401', gossip(401)],
  ['repeats secrets with 403', gossip(403)],
  ['repeats secrets with 404', gossip(404)],
  ['repeats secrets with 410', gossip(410)],
  ['repeats secrets with 429', gossip(429)],
  ['repeats secrets with 500', gossip(500)],
  ['repeats secrets in HTML', raw(SECRETS.join(' '), 'text/html')],
  ['repeats secrets in a redirect', redirect(`/x?${SECRETS.join('&')}`)],
  ['closes the connection', cut],
];

describe.each<Endpoint>(['token', 'user', 'emails', 'workspaces'])(
  'when the endpoint %s',
  endpoint => {
    /**
     * If the portal is not permitted to read the addresses, a sign-in by uuid continues, and returns its
     * token.
     */
    const expectedFor = (name: string) =>
      endpoint === 'emails' && name === 'repeats secrets with 403'
        ? { isSignedIn: true, repeated: [TOKEN.access_token] }
        : { isSignedIn: false, repeated: [] };
    const read = (body: string) => ({
      isSignedIn: body.includes('backstageIdentity'),
      repeated: SECRETS.filter(secret => body.includes(secret)),
    });

    it.each(answers)('%s, the callback does not', async (name, answer) => {
      const browser = hostile.portal.newBrowser();
      const callback = await browser.callbackOf('development', { code: CODE });
      hostile.bitbucket.answer({ [endpoint]: answer });
      const response = await browser.fetch(
        callback.href.slice(hostile.portal.providerUrl.length),
      );
      expect(response.status).toBe(200);
      expect(read(await response.text())).toEqual(expectedFor(name));
      expect(hostile.bitbucket.strayRequests).toEqual([]);
    });

    it.each(answers)('%s, the refresh does not', async (_, answer) => {
      const browser = hostile.portal.newBrowser();
      await browser.comeBack(await browser.callbackOf());
      advanceClock(2 * 60 * 60 * 1000);
      hostile.bitbucket.answer({ [endpoint]: answer });
      const response = await browser.fetch('/refresh?env=development', {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      });
      // A check does not read addresses that no resolver requires.
      const isSignedIn = endpoint === 'emails';
      expect(response.status).toBe(isSignedIn ? 200 : 503);
      expect(read(await response.text())).toEqual({
        isSignedIn,
        repeated: isSignedIn ? [TOKEN.access_token] : [],
      });
    });
  },
);

it.each([
  ['a line end', 'S3CRET\nx'],
  ['a line end and a header', 'S3CRET\r\nX-Evil: 1'],
  ['a character that headers reject', 'S3CRET\u0130'],
  ['half of a surrogate pair', 'S3CRET\ud800'],
])('does not repeat an access token with %s', async (_, access_token) => {
  hostile.bitbucket.answer({ token: json({ ...TOKEN, access_token }) });
  const browser = hostile.portal.newBrowser();
  const { response, error } = await browser.comeBack(
    await browser.callbackOf(),
  );
  expect(response).toBeUndefined();
  expect(error.message).not.toContain('S3CRET');
  expect(hostile.portal.log()).not.toContain('S3CRET');
});

it('logs none of these secrets', () => {
  expect(hostile.portal.log()).toContain('Bitbucket session-check failed');
  for (const secret of SECRETS) {
    expect(hostile.portal.log()).not.toContain(secret);
  }
});
