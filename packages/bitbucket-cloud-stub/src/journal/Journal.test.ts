import {
  CLIENT_SECRET,
  obtainCode,
  read,
  refresh,
  requestToken,
  signIn,
  submitForm,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import type { JournalMatch } from './JournalEntry';

describe('the journal', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  it('contains the sender and the request, and no code, state, token or secret', async () => {
    const tokens = await signIn(stub, 'aiko-t');
    await read(stub, '/user?pagelen=10', tokens.access_token);
    await read(stub, '/user?access_token=a-secret&unheard_of=a-secret');
    await fetch(
      `${stub.url}/site/oauth2/authorize?client_id=x&state=a-secret&code=a-secret`,
    );
    await fetch(stub.url);
    const entries = stub.journal.entries();

    expect(
      entries.map(({ id, method, path, status, person }) => [
        id,
        method,
        path,
        status,
        person,
      ]),
    ).toEqual([
      [1, 'POST', '/site/oauth2/authorize', 302, 'aiko-t'],
      [2, 'POST', '/site/oauth2/access_token', 200, 'aiko-t'],
      [3, 'GET', '/2.0/user', 200, 'aiko-t'],
      [4, 'GET', '/2.0/user', 401, undefined],
      [5, 'GET', '/site/oauth2/authorize', 400, undefined],
    ]);
    expect(entries[2]).toMatchObject({
      query: { pagelen: '10' },
      client: 'harbour-bikes-portal',
    });
    expect(entries[3].query).toEqual({
      access_token: '[redacted]',
      unheard_of: '[redacted]',
    });
    expect(entries[4].query).toEqual({
      client_id: 'x',
      state: '[redacted]',
      code: '[redacted]',
    });
    expect(JSON.stringify(entries)).not.toContain('a-secret');
  });

  it('uses the clock of the stub', async () => {
    stub.clock.advance(60 * 60 * 1000);
    await read(stub, '/user');

    expect(stub.journal.entries()[0].at).toBeGreaterThan(
      Date.now() + 59 * 60 * 1000,
    );
    expect(() => stub.clock.advance(-1)).toThrow('only advances');
  });

  it('stores headers and bodies without secrets', async () => {
    const code = await obtainCode(stub, 'aiko-t');
    await requestToken(stub, { grant_type: 'authorization_code', code });
    const tokens = await signIn(stub);
    await refresh(stub, tokens.refresh_token);
    await read(stub, '/user', tokens.access_token);
    await fetch(`${stub.apiUrl}/user`, { headers: { cookie: 'session=1' } });
    const all = JSON.stringify(stub.journal.entries()) + stub.journal.toText();
    const [, exchange] = stub.journal.entries();
    const [bearer, cookie] = stub.journal.entries().slice(-2);

    for (const secret of [code, CLIENT_SECRET, 'session=1']) {
      expect(all).not.toContain(secret);
    }
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      expect(all).not.toContain(token.slice(0, 40));
      expect(all).toContain(`…${token.slice(-6)}`);
    }
    expect(exchange.request.body).toBe(
      'grant_type=authorization_code&code=[redacted]',
    );
    expect(exchange.request.headers.authorization).toBe(
      'Basic harbour-bikes-portal:[redacted]',
    );
    expect(JSON.parse(exchange.response.body ?? '')).toEqual({
      access_token: expect.stringMatching(/^….{6}$/),
      refresh_token: expect.stringMatching(/^….{6}$/),
      scope: 'account email team',
      token_type: 'bearer',
      expires_in: 3600,
    });
    expect(bearer.request.headers.authorization).toBe(
      `Bearer …${tokens.access_token.slice(-6)}`,
    );
    expect(bearer.response.headers['content-type']).toBe('application/json');
    expect(cookie.request.headers.cookie).toBe('[redacted]');
  });

  it('shows the target of a redirect, without code and state', async () => {
    await submitForm(stub, { account: 'aiko-t', state: 'abc' });

    expect(stub.journal.entries()[0].response.headers.location).toBe(
      'http://localhost:7007/api/auth/bitbucket?code=[redacted]&state=[redacted]',
    );
  });

  it('finds entries', async () => {
    const { access_token: token } = await signIn(stub, 'aiko-t');
    await read(stub, '/user', token);
    await read(stub, '/user/emails');
    const ids = (match: JournalMatch) =>
      stub.journal.entries(match).map(entry => entry.id);

    expect(ids({})).toEqual([1, 2, 3, 4]);
    expect(ids({ method: 'POST' })).toEqual([1, 2]);
    expect(ids({ path: '/2.0/*' })).toEqual([3]);
    expect(ids({ path: '/2.0/**', status: 401 })).toEqual([4]);
    expect(ids({ person: 'aiko-t', after: 2 })).toEqual([3]);
    expect(ids({ client: 'harbour-bikes-portal', status: 302 })).toEqual([1]);
    expect(ids(entry => entry.status < 300)).toEqual([2, 3]);
    expect(ids({ fault: 'fault-1' })).toEqual([]);
  });

  it('waits for a future request, and finds an earlier one', async () => {
    const waiting = stub.waitFor({ path: '/2.0/user' });
    await read(stub, '/user');

    expect(await waiting).toMatchObject({ id: 1, status: 401 });
    expect(await stub.journal.waitFor(entry => entry.id === 1)).toMatchObject({
      path: '/2.0/user',
    });
  });

  it('lists the received requests if the expected one did not arrive', async () => {
    await read(stub, '/user');

    await expect(
      stub.waitFor({ path: '/2.0/user/emails' }, { timeoutMs: 5 }),
    ).rejects.toThrow(
      /No request that matches \{"path":"\/2\.0\/user\/emails"\} came within 5 ms\. The latest of 1 .*\n#1 .* GET \/2\.0\/user 401/,
    );
  });

  it.each<[string, (each: BitbucketCloudStub) => unknown]>([
    ['reset', each => each.reset()],
    ['close', each => each.close()],
  ])('stops waiting at %s', async (_, end) => {
    const waiting = stub.waitFor({ status: 200 }).catch(String);
    await end(stub);

    expect(await waiting).toContain('while a request waited for an entry');
  });

  it('passes an error in a condition to the caller', async () => {
    const waiting = stub
      .waitFor(() => {
        throw new Error('no such field');
      })
      .catch(String);
    await read(stub, '/user');

    expect(await waiting).toBe('Error: no such field');
  });

  it('is text, with the bodies of errors', async () => {
    await requestToken(stub, { grant_type: 'authorization_code', code: 'abc' });

    expect(stub.journal.toText()).toMatch(
      /^#1 \S+Z POST \/site\/oauth2\/access_token 400 [\d.]+ ms client=harbour-bikes-portal\n {4}> grant_type=authorization_code&code=\[redacted\]\n {4}< \{"error":"invalid_grant".*\}\n$/,
    );
  });

  it('stores the latest 1,000 requests, and only the beginning of a large one', async () => {
    await requestToken(stub, { large: 'x'.repeat(100_000) });
    const [large] = stub.journal.entries();
    const readMany = async () => {
      for (let request = 0; request < 100; request++) {
        await (await read(stub, '/user')).text();
      }
    };
    await Promise.all(Array.from({ length: 10 }, readMany));

    expect(JSON.stringify(large).length).toBeLessThan(6000);
    expect(stub.journal.entries()).toHaveLength(1000);
    expect(stub.journal.entries().at(-1)?.id).toBe(1001);
  });
});
