import { sendRaw } from './__testUtils__/stubClient';
import { createBitbucketCloudStub } from './createBitbucketCloudStub';
import type { BitbucketCloudStub } from './BitbucketCloudStub';

describe('a stub with invalid input', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  it.each(['/site/oauth2/access_token', '/site/oauth2/authorize', '/2.0/user'])(
    'responds with 413 to a body over 1 MB at %s, with or without its length',
    async path => {
      const large = 'a'.repeat(1024 * 1024 + 1);
      const known = await fetch(`${stub.url}${path}`, {
        method: 'POST',
        body: large,
      });
      const streamed = await fetch(`${stub.url}${path}`, {
        method: 'POST',
        body: new Blob([large]).stream(),
        duplex: 'half',
      } as RequestInit);

      for (const response of [known, streamed]) {
        expect(response.status).toBe(413);
        expect(response.headers.get('x-bitbucket-cloud-stub')).toBeTruthy();
      }
      expect((await fetch(stub.url)).status).toBe(200);
    },
  );

  it('responds with 413 to a body of 10 MB and continues to run', async () => {
    const response = await fetch(`${stub.url}/site/oauth2/access_token`, {
      method: 'POST',
      body: 'a'.repeat(10 * 1024 * 1024),
    });

    expect(response.status).toBe(413);
    expect(stub.journal.entries()).toMatchObject([{ status: 413 }]);
    expect((await fetch(stub.url)).status).toBe(200);
  });

  it('continues to run when a body is truncated', async () => {
    const answer = await sendRaw(
      stub,
      'POST /2.0/user HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc',
      { isEnding: true },
    );

    expect(answer).not.toContain('200 OK');
    expect((await fetch(stub.url)).status).toBe(200);
  });

  it.each([
    ['invalid HTTP', 'nonsense\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    [
      'a wrong host',
      'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    ],
    [
      'an invalid path',
      'GET nonsense HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ],
    [
      'large headers',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20000)}\r\n\r\n`,
    ],
  ])('responds with 4xx to %s and continues to run', async (_, bytes) => {
    expect(await sendRaw(stub, bytes)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await fetch(stub.url)).status).toBe(200);
  });

  it.each(['/%E0%A4%A', '/2.0/%ZZ', '/_stub/avatars/%E0', '/?%E0%A4%A'])(
    'responds to %s without failing',
    async path => {
      expect((await fetch(`${stub.url}${path}`)).status).not.toBe(500);
    },
  );
});
