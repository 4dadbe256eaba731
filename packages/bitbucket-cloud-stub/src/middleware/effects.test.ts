import {
  authorizeUrl,
  read,
  requestToken,
  signIn,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

describe('the effects of faults', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
    token = (await signIn(stub)).access_token;
  });

  afterEach(async () => {
    await stub.close();
  });

  const user = () => read(stub, '/user', token);

  it.each([
    [401, 'Token is invalid, expired, or not supported for this endpoint.'],
    [403, 'Your credentials lack one or more required privilege scopes.'],
    [404, 'Resource not found'],
    [410, 'CHANGE-2770 - Functionality has been deprecated'],
    [429, 'Rate limit for this resource has been exceeded'],
    [500, 'Something went wrong'],
    [503, 'Something went wrong'],
  ])("respond with %i and Bitbucket's body", async (status, message) => {
    stub.faults.add({ status });
    const response = await user();

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-bitbucket-cloud-stub')).toBeTruthy();
    expect(response.headers.get('retry-after')).toBeNull();
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { message },
    });
  });

  it('respond in the format of the token endpoint, and with a page for page requests', async () => {
    stub.faults.add({ status: 503, message: 'Back <soon>' });
    const refused = await requestToken(stub, { grant_type: 'x' });
    const page = await fetch(authorizeUrl(stub));

    expect(await refused.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'Back <soon>',
    });
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('Back &#60;soon&#62;');
  });

  it('wait', async () => {
    stub.faults.add({ latency: 120 });
    const startedAt = performance.now();

    expect((await user()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(100);
  });

  it('hang until the client disconnects', async () => {
    stub.faults.add({ hang: true });
    const abort = new AbortController();
    const answer = fetch(`${stub.apiUrl}/user`, { signal: abort.signal });
    await stub.waitFor({ path: '/2.0/user', status: 0 });
    abort.abort();

    await expect(answer).rejects.toThrow('abort');
  });

  it.each<[string, (stub: BitbucketCloudStub) => unknown]>([
    ['clear', each => each.faults.clear()],
    ['reset', each => each.reset()],
    ['close', each => each.close()],
  ])('release a hanging request at %s', async (_, end) => {
    stub.faults.add({ hang: true });
    const answer = user().catch(error => String(error));
    await stub.waitFor({ status: 0 });
    await end(stub);

    expect(await answer).toContain('fetch failed');
  });

  it('do not delay close', async () => {
    stub.faults.add({ latency: 60_000 });
    const answer = user().catch(error => String(error));
    await new Promise(resolve => setImmediate(resolve));
    const startedAt = performance.now();
    await stub.close();

    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await answer;
  });

  it('reset the connection', async () => {
    stub.faults.add({ reset: true, times: 1 });

    await expect(user()).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
    expect((await user()).status).toBe(200);
  });

  it.each([true, 10])('truncate the body: %s', async truncate => {
    stub.faults.add({ truncate, times: 1 });
    const response = await user();

    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow();
    expect((await user()).status).toBe(200);
  });

  it.each([
    [{ html: true }, 200],
    [{ html: true, status: 502 }, 502],
  ])('respond with HTML: %j', async (rule, status) => {
    stub.faults.add(rule);
    const response = await user();

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/);
  });

  it('respond with a wrong content type', async () => {
    stub.faults.add({ contentType: 'text/plain' });
    const response = await user();

    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.json()).toMatchObject({ type: 'user' });
  });

  it('redirect to another URL', async () => {
    stub.faults.add({ redirect: 'https://elsewhere.example/2.0/user' });
    const response = await fetch(`${stub.apiUrl}/user`, {
      redirect: 'manual',
    });

    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(
      'https://elsewhere.example/2.0/user',
    );
  });

  it('send a client to another `next` URL, or into a loop', async () => {
    const next = async () => {
      const response = await read(stub, '/user/emails?pagelen=1', token);
      return (await response.json()) as { next?: string; values: unknown[] };
    };
    stub.faults.add({ next: 'https://elsewhere.example/x', times: 1 });
    stub.faults.add({ next: 'loop' });

    expect(await next()).toMatchObject({
      next: 'https://elsewhere.example/x',
      values: [{ type: 'email' }],
    });
    expect((await next()).next).toBe(`${stub.apiUrl}/user/emails?pagelen=1`);
    expect(await (await user()).json()).not.toHaveProperty('next');
  });

  it('change fields of a response, like a merge patch', async () => {
    stub.faults.add({
      path: '/2.0/user',
      merge: { account_id: null, display_name: 'Somebody', links: { x: 1 } },
    });
    const account = await (await user()).json();

    expect(account).toMatchObject({
      type: 'user',
      display_name: 'Somebody',
      links: { x: 1, self: { href: expect.any(String) } },
    });
    expect(account).not.toHaveProperty('account_id');
    expect(stub.person('mira_lindqvist').display_name).toBe('Mira Lindqvist');
  });
});
