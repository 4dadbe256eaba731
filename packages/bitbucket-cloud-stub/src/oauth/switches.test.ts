import {
  authorizeUrl,
  CLIENT_ID,
  CLIENT_SECRET,
  obtainCode,
  outcomeOf,
  refusal,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub, Switches } from '../index';

describe('where the sources conflict', () => {
  let stub: BitbucketCloudStub;

  const start = async (switches: Partial<Switches>) => {
    stub = await createBitbucketCloudStub({ switches });
  };

  afterEach(async () => {
    await stub.close();
  });

  const exchange = async (fields: Record<string, string>, headers = {}) =>
    fetch(`${stub.url}/site/oauth2/access_token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: await obtainCode(stub),
        ...fields,
      }),
    });
  const inBody = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };

  it.each([
    [{}, 'unsafe-none'],
    [{ openerPolicy: 'same-origin' as const }, 'same-origin'],
  ])('sends the opener policy of %p', async (switches, policy) => {
    await start(switches);

    const { headers } = await fetch(authorizeUrl(stub));
    expect(headers.get('cross-origin-opener-policy')).toBe(policy);
  });

  it('accepts client credentials in the form', async () => {
    await start({});

    expect((await exchange(inBody)).status).toBe(200);
  });

  it('rejects client credentials in the form if configured', async () => {
    await start({ clientCredentialsInBody: 'refused' });

    expect(await outcomeOf(await exchange(inBody))).toEqual(
      refusal(
        'unauthorized_client',
        'Requests must be authenticated using OAuth client credentials',
      ),
    );
  });

  it.each([
    [
      'a wrong secret',
      { ...inBody, client_secret: 'wrong' },
      {},
      'Invalid OAuth',
    ],
    [
      'an unknown client',
      { ...inBody, client_id: 'wrong' },
      {},
      'Invalid OAuth',
    ],
    ['no secret', { client_id: CLIENT_ID }, {}, 'Requests must be'],
    [
      'a wrong header in addition',
      inBody,
      { authorization: 'Basic d3Jvbmc6d3Jvbmc=' },
      'Invalid OAuth',
    ],
  ])('rejects %s in the form', async (_, fields, headers, message) => {
    await start({});
    const { status, body } = await outcomeOf(
      await exchange(fields as Record<string, string>, headers),
    );

    expect(status).toBe(400);
    expect(body.error).toBe('unauthorized_client');
    expect(body.error_description).toMatch(message);
  });

  it('ignores PKCE by default', async () => {
    await start({});
    const page = await fetch(authorizeUrl(stub, { code_challenge: 'x' }));

    expect(page.status).toBe(200);
    expect((await exchange({ ...inBody, code_verifier: 'y' })).status).toBe(
      200,
    );
  });

  it('rejects PKCE if configured', async () => {
    await start({ pkce: 'refused' });
    const page = await fetch(
      authorizeUrl(stub, { code_challenge: 'x', state: 's' }),
      { redirect: 'manual' },
    );
    const { searchParams } = new URL(page.headers.get('location')!);
    const response = await exchange({ ...inBody, code_verifier: 'y' });

    expect(Object.fromEntries(searchParams)).toEqual({
      error: 'invalid_request',
      error_description: 'PKCE is not supported.',
      state: 's',
    });
    expect(await outcomeOf(response)).toEqual(
      refusal('invalid_request', 'PKCE is not supported.'),
    );
  });
});
