import { read, signIn } from '../__testUtils__/stubClient';
import {
  createBitbucketCloudStub,
  type BitbucketCloudStub,
} from '../createBitbucketCloudStub';

describe('the journal', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  it('holds who asked for what, and no code, state, token or secret', async () => {
    const tokens = await signIn(stub, 'aiko-t');
    await read(stub, '/user?pagelen=10', tokens.access_token);
    await read(stub, '/user?access_token=abc&unheard_of=abc');
    await fetch(
      `${stub.url}/site/oauth2/authorize?client_id=x&state=abc&code=abc`,
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
    expect(JSON.stringify(entries)).not.toContain('abc');
  });

  it('goes by the clock of the stand-in', async () => {
    stub.clock.advance(60 * 60 * 1000);
    await read(stub, '/user');

    expect(stub.journal.entries()[0].at).toBeGreaterThan(
      Date.now() + 59 * 60 * 1000,
    );
    expect(() => stub.clock.advance(-1)).toThrow('only moves forwards');
  });
});
