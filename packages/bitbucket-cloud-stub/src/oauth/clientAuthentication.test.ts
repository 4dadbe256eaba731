import {
  basic,
  CALLBACK,
  CLIENT_ID,
  CLIENT_SECRET,
  obtainCode,
  outcomeOf,
  refusal,
  requestToken,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const CODE_GRANT = { grant_type: 'authorization_code' };

describe('the authentication of the client in a token request', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });
  const missing =
    'Requests must be authenticated using OAuth client credentials';
  const invalid = 'Invalid OAuth client credentials';

  it.each([
    ['nothing', '', missing],
    ['another scheme', 'Bearer abc', missing],
    ['invalid base64', 'Basic §', missing],
    ['a wrong secret', basic(CLIENT_ID, 'wrong'), invalid],
    ['an empty secret', basic(CLIENT_ID, ''), invalid],
    ['an unknown client', basic('nobody', CLIENT_SECRET), invalid],
    ['an unknown client without a secret', basic('nobody', ''), invalid],
    ['no colon', `Basic ${btoa(CLIENT_ID)}`, invalid],
  ])('refuses %s', async (_, authorization, description) => {
    const response = await requestToken(
      stub,
      { ...CODE_GRANT, code: await obtainCode(stub) },
      authorization,
    );

    expect(await outcomeOf(response)).toEqual(
      refusal('unauthorized_client', description),
    );
  });

  it('accepts percent-encoded and plain credentials', async () => {
    const secret = 'a+b/c%=:ü';
    stub.registerClient({
      id: 'other',
      secret,
      scopes: ['account'],
      callbackUrl: CALLBACK,
    });

    for (const sent of [secret, encodeURIComponent(secret)]) {
      const response = await requestToken(
        stub,
        {
          ...CODE_GRANT,
          code: await obtainCode(stub, 'treyes', { client_id: 'other' }),
        },
        basic('other', sent),
      );
      expect(response.status).toBe(200);
    }
  });
});
