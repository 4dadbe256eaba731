import {
  authorizeUrl,
  CALLBACK,
  obtainCode,
  requestToken,
  submitForm,
  type Tokens,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

describe('the authorize endpoint', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  const open = (parameters: Record<string, string | undefined>) =>
    fetch(authorizeUrl(stub, parameters), { redirect: 'manual' });

  it('redirects a user who selects an account with a code and the unchanged state', async () => {
    const state = 'a b&c=d"<é';
    const response = await submitForm(stub, {
      account: 'mira_lindqvist',
      redirect_uri: `${CALLBACK}/handler/frame`,
      state,
    });
    const location = new URL(response.headers.get('location') ?? '');

    expect(response.status).toBe(302);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(location.origin + location.pathname).toBe(
      `${CALLBACK}/handler/frame`,
    );
    expect([...location.searchParams.keys()]).toEqual(['code', 'state']);
    expect(location.searchParams.get('state')).toBe(state);
    expect(location.searchParams.get('code')).toMatch(/^\w{18}$/);
  });

  it('redirects to the registered callback if no redirect_uri was sent', async () => {
    const response = await submitForm(stub, { account: 'mira_lindqvist' });

    expect(response.headers.get('location')).toMatch(
      /^http:\/\/localhost:7007\/api\/auth\/bitbucket\?code=\w+$/,
    );
  });

  it('redirects a user who cancels with access_denied and the state', async () => {
    const response = await submitForm(stub, { cancel: 'true', state: 'abc' });
    const { searchParams } = new URL(response.headers.get('location') ?? '');

    expect(Object.fromEntries(searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The user cancelled the request for access.',
      state: 'abc',
    });
  });

  it.each([
    ['another port', CALLBACK.replace('7007', '7008')],
    ['another path', 'http://localhost:7007/elsewhere'],
  ])(
    'never redirects if redirect_uri has %s',
    async (_, redirectUri: string) => {
      const opened = await open({ redirect_uri: redirectUri });
      const submitted = await submitForm(stub, {
        account: 'mira_lindqvist',
        redirect_uri: redirectUri,
      });

      for (const response of [opened, submitted]) {
        expect(response.status).toBe(400);
        expect(response.headers.get('location')).toBeNull();
        expect(await response.text()).toContain('Invalid redirect_uri');
      }
    },
  );

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'Invalid client_id'],
    ['no client', { client_id: undefined }, 'contains no OAuth client'],
  ])('shows an error page for %s', async (_, parameters, text) => {
    const response = await open(parameters);

    expect(response.status).toBe(400);
    expect(await response.text()).toContain(text);
  });

  it('shows an error page for a client without a callback', async () => {
    stub.registerClient({ id: 'bare', secret: 's', scopes: ['account'] });
    const response = await open({ client_id: 'bare', redirect_uri: CALLBACK });
    const text = await response.text();

    expect(response.status).toBe(400);
    expect(text).toContain('invalid_request');
    expect(text).toContain('No callback uri defined for the OAuth client.');
  });

  it('shows an error page for a parameter that was sent twice', async () => {
    const response = await fetch(`${authorizeUrl(stub)}&state=a&state=b`);

    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      'The parameter state was sent more than once.',
    );
  });

  it.each([
    ['token', 'unsupported_response_type'],
    [undefined, 'invalid_request'],
  ])(
    'reports to the client that response_type %s is wrong',
    async (responseType, error) => {
      const response = await open({ response_type: responseType, state: 'x' });
      const location = new URL(response.headers.get('location') ?? '');

      expect(response.status).toBe(302);
      expect(location.searchParams.get('error')).toBe(error);
      expect(location.searchParams.get('state')).toBe('x');
    },
  );

  it.each<Record<string, string>>([{}, { account: 'nobody' }])(
    'issues no code if the account is unknown: %j',
    async fields => {
      const response = await submitForm(stub, fields);

      expect(response.status).toBe(400);
      expect(await response.text()).toContain('Unknown account');
    },
  );

  it('issues no code for an account that was removed', async () => {
    stub.update('kitmarlowe', { removed: true });
    const response = await submitForm(stub, { account: 'kitmarlowe' });

    expect(response.status).toBe(400);
  });

  it('accepts the selection only from a form', async () => {
    const response = await fetch(`${stub.url}/site/oauth2/authorize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

    expect(response.status).toBe(415);
  });

  it('grants the scopes of the client, whatever scope is requested', async () => {
    const tokens = await grantFor(stub, 'team');

    expect(tokens.scope).toBe('account email team');
  });

  describe('when scope narrows', () => {
    beforeEach(async () => {
      await stub.close();
      stub = await createBitbucketCloudStub({
        switches: { authorizeScope: 'narrows' },
      });
    });

    it('grants the requested scopes', async () => {
      expect((await grantFor(stub, 'team')).scope).toBe('team');
    });

    it('rejects a scope for which the client is not registered', async () => {
      const response = await open({ scope: 'account repository' });
      const location = new URL(response.headers.get('location') ?? '');

      expect(location.searchParams.get('error')).toBe('invalid_scope');
    });
  });
});

async function grantFor(
  stub: BitbucketCloudStub,
  scope: string,
): Promise<Tokens> {
  const code = await obtainCode(stub, 'mira_lindqvist', { scope });
  const response = await requestToken(stub, {
    grant_type: 'authorization_code',
    code,
  });
  return (await response.json()) as Tokens;
}
