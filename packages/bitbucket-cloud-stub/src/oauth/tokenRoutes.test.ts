import {
  basic,
  CALLBACK,
  obtainCode,
  outcomeOf,
  refresh,
  refusal,
  requestToken,
  signIn,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const MINUTE = 60 * 1000;
const CODE_GRANT = { grant_type: 'authorization_code' };
const INVALID_CODE = {
  error: 'invalid_grant',
  error_description: 'The specified code is not valid.',
};

describe('the token endpoint', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  describe('reading the request', () => {
    it.each([
      ['no grant_type', {}, 'invalid_request', 'The grant_type is missing.'],
      [
        'an unknown grant_type',
        { grant_type: 'password' },
        'unsupported_grant_type',
        'The stub supports authorization_code, refresh_token and client_credentials.',
      ],
      [
        'a code that was never issued',
        { ...CODE_GRANT, code: 'nonsense' },
        INVALID_CODE.error,
        INVALID_CODE.error_description,
      ],
      [
        'no code',
        CODE_GRANT,
        INVALID_CODE.error,
        INVALID_CODE.error_description,
      ],
      [
        'a refresh token that was never issued',
        { grant_type: 'refresh_token', refresh_token: 'nonsense' },
        'invalid_request',
        'Invalid refresh_token',
      ],
      [
        'no refresh token',
        { grant_type: 'refresh_token' },
        'invalid_request',
        'Invalid refresh_token',
      ],
    ])(
      'refuses %s',
      async (_, fields: Record<string, string>, error, description) => {
        expect(await outcomeOf(await requestToken(stub, fields))).toEqual(
          refusal(error, description),
        );
      },
    );

    it('rejects a parameter that was sent twice', async () => {
      const response = await requestToken(
        stub,
        'grant_type=authorization_code&code=a&code=b',
      );

      expect(await outcomeOf(response)).toEqual(
        refusal(
          'invalid_request',
          'The parameter code was sent more than once.',
        ),
      );
    });

    it('rejects a body that is not form-encoded', async () => {
      const response = await fetch(`${stub.url}/site/oauth2/access_token`, {
        method: 'POST',
        headers: { authorization: basic(), 'content-type': 'application/json' },
        body: JSON.stringify({ ...CODE_GRANT, code: await obtainCode(stub) }),
      });

      expect(await outcomeOf(response)).toEqual(
        refusal(
          'invalid_request',
          'The request body must be application/x-www-form-urlencoded.',
        ),
      );
    });

    it('does not read parameters from the query', async () => {
      const response = await fetch(
        `${stub.url}/site/oauth2/access_token?grant_type=refresh_token`,
        {
          method: 'POST',
          headers: { authorization: basic() },
          body: new URLSearchParams(),
        },
      );

      expect(await outcomeOf(response)).toEqual(
        refusal('invalid_request', 'The grant_type is missing.'),
      );
    });

    it('only responds to POST', async () => {
      const response = await fetch(`${stub.url}/site/oauth2/access_token`);

      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
    });
  });

  describe('exchanging a code', () => {
    it('returns tokens for it once', async () => {
      const fields = { ...CODE_GRANT, code: await obtainCode(stub) };
      const first = await requestToken(stub, fields);

      expect(first.status).toBe(200);
      expect(first.headers.get('cache-control')).toBe('no-store');
      const second = await requestToken(stub, fields);
      expect(second.status).toBe(400);
      expect(await second.json()).toEqual(INVALID_CODE);
    });

    it('returns the tokens to one of two concurrent requests', async () => {
      const fields = { ...CODE_GRANT, code: await obtainCode(stub) };
      const responses = await Promise.all([
        requestToken(stub, fields),
        requestToken(stub, fields),
      ]);

      expect(responses.map(({ status }) => status).sort()).toEqual([200, 400]);
    });

    it.each([
      [10 * MINUTE - 1000, 200],
      [10 * MINUTE, 400],
    ])('responds %d ms later with %d', async (later, status) => {
      const code = await obtainCode(stub);
      stub.clock.advance(later);
      const response = await requestToken(stub, { ...CODE_GRANT, code });

      expect(response.status).toBe(status);
    });

    it('does not return them to another client, and keeps the code valid for its owner', async () => {
      stub.registerClient({
        id: 'other',
        secret: 'secret',
        scopes: ['account'],
        callbackUrl: CALLBACK,
      });
      const fields = { ...CODE_GRANT, code: await obtainCode(stub) };
      const stolen = await requestToken(stub, fields, basic('other', 'secret'));

      expect(await stolen.json()).toEqual(INVALID_CODE);
      expect((await requestToken(stub, fields)).status).toBe(200);
    });

    const frame = `${CALLBACK}/handler/frame`;
    it.each([
      ['the same redirect_uri', frame, frame, 200],
      ['another redirect_uri', frame, `${CALLBACK}/other`, 400],
      ['none if one was sent', frame, undefined, 400],
      ['none if none was sent', undefined, undefined, 200],
      ['the registered one if none was sent', undefined, CALLBACK, 200],
      ['a longer one if none was sent', undefined, frame, 400],
    ])('with %s', async (_, atAuthorize, atExchange, status) => {
      const named = (uri: string | undefined): Record<string, string> =>
        uri ? { redirect_uri: uri } : {};
      const code = await obtainCode(stub, 'treyes', named(atAuthorize));
      const response = await requestToken(stub, {
        ...CODE_GRANT,
        code,
        ...named(atExchange),
      });

      expect(response.status).toBe(status);
    });

    it('returns nothing for an account that was removed since then', async () => {
      const code = await obtainCode(stub, 'treyes');
      stub.update('treyes', { removed: true });
      const response = await requestToken(stub, { ...CODE_GRANT, code });

      expect(await response.json()).toEqual(INVALID_CODE);
    });
  });

  describe('refreshing', () => {
    it('narrows the access token, and leaves the refresh token the whole grant', async () => {
      const tokens = await signIn(stub);
      const narrow = await (
        await refresh(stub, tokens.refresh_token, 'team')
      ).json();
      const whole = await (await refresh(stub, narrow.refresh_token)).json();

      expect(narrow.scope).toBe('team');
      expect(whole.scope).toBe('account email team');
    });

    it('does not widen the grant', async () => {
      const tokens = await signIn(stub);
      const response = await refresh(
        stub,
        tokens.refresh_token,
        'account repository:write',
      );

      expect(await outcomeOf(response)).toEqual(
        refusal(
          'invalid_scope',
          'The requested scope exceeds the granted scope.',
        ),
      );
    });

    it('only works for its own client', async () => {
      stub.registerClient({ id: 'other', secret: 's', scopes: ['account'] });
      const tokens = await signIn(stub);
      const response = await requestToken(
        stub,
        { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
        basic('other', 's'),
      );

      expect(await outcomeOf(response)).toEqual(
        refusal('invalid_request', 'Invalid refresh_token'),
      );
    });

    it('ends when the account is removed', async () => {
      const tokens = await signIn(stub, 'treyes');
      stub.update('treyes', { removed: true });
      const response = await refresh(stub, tokens.refresh_token);

      expect(await outcomeOf(response)).toEqual(
        refusal('invalid_request', 'Invalid refresh_token'),
      );
    });
  });
});
