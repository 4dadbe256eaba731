import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  goodEnvironment,
  productionSettings,
} from '../__testUtils__/productionConfig';
import { findRedis, startRedis } from '@backstage-bitbucket/test-kit';
import { connectToBitbucket } from './connectToBitbucket';
import { connectToCache } from './connectToCache';
import { type Finding } from '../findings/Finding';
import { formatFinding } from '../findings/formatFindings';

const withRedis = findRedis() ? describe : describe.skip;

const problemsOf = (findings: Finding[]) =>
  findings.filter(({ severity }) => severity === 'problem').map(formatFinding);

withRedis(
  'a cache (skipped where neither Redis nor Valkey is installed)',
  () => {
    let server: Awaited<ReturnType<typeof startRedis>>;

    beforeAll(async () => {
      server = await startRedis({ password: 'pw-of-cache-3308' });
    }, 30_000);

    afterAll(() => server?.close());

    const tryUrl = async (url: string) =>
      problemsOf(
        await connectToCache(await productionSettings({}, { REDIS_URL: url })),
      );

    it('passes the check if it accepts a key and a script', async () => {
      expect(
        await tryUrl(`redis://:pw-of-cache-3308@localhost:${server.port}`),
      ).toEqual([]);
    });

    it('passes the check over a unix socket', async () => {
      expect(
        await tryUrl(`unix:${server.socket}?password=pw-of-cache-3308`),
      ).toEqual([]);
    });

    it('fails the check with a wrong password, once for both uses', async () => {
      const found = await tryUrl(
        `redis://:wrong-5527@localhost:${server.port}`,
      );
      expect(found).toEqual([expect.stringContaining('WRONGPASS')]);
      expect(found[0]).not.toContain('5527');
    });

    it('fails the check if no server listens', async () => {
      expect(await tryUrl('redis://:pw-of-cache-3308@localhost:1')).toEqual([
        expect.stringContaining('ECONNREFUSED'),
      ]);
    });
  },
);

describe('a cache that accepts connections but never responds', () => {
  it('fails the check after the time limit', async () => {
    const server = createServer(socket => socket.resume());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const settings = await productionSettings(
      {},
      { REDIS_URL: `redis://:pw@127.0.0.1:${port}` },
    );
    const found = problemsOf(await connectToCache(settings, 300));
    server.close();
    expect(found).toEqual([
      expect.stringContaining('no response within 0.3 seconds'),
    ]);
  });
});

describe('Bitbucket', () => {
  let stub: BitbucketCloudStub;
  const callback = 'https://portal.quayside.test/api/auth/bitbucket';

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ port: 0 });
    const client = {
      secret: goodEnvironment.AUTH_BITBUCKET_CLIENT_SECRET,
      name: 'Quayside',
      scopes: ['account' as const],
    };
    const id = goodEnvironment.AUTH_BITBUCKET_CLIENT_ID;
    stub.registerClient({ ...client, id, callbackUrl: callback });
    stub.registerClient({
      ...client,
      id: 'callback-elsewhere-1',
      callbackUrl: 'https://old.quayside.test/',
    });
  });

  afterAll(() => stub?.close());

  const tryClient = async (environment: Record<string, string> = {}) =>
    problemsOf(
      await connectToBitbucket(await productionSettings({}, environment), {
        baseUrl: stub.url,
      }),
    );

  it('passes the check if it accepts the client and its callback', async () => {
    expect(await tryClient()).toEqual([]);
  });

  it.each([
    [
      'the secret is wrong',
      {
        AUTH_BITBUCKET_CLIENT_SECRET: 'another-secret-of-forty-characters-1177',
      },
      /clientSecret is not the secret of that key/,
    ],
    [
      'the client is unknown',
      { AUTH_BITBUCKET_CLIENT_ID: 'nobody-knows-this-one' },
      /clientSecret is not the secret of that key/,
    ],
    [
      'another callback is registered',
      { AUTH_BITBUCKET_CLIENT_ID: 'callback-elsewhere-1' },
      /callbackUrl is https:\/\/portal\.quayside\.test\/api\/auth\/bitbucket\/handler\/frame, but Bitbucket rejects it/,
    ],
  ])('fails the check if %s', async (_, environment, message) => {
    const found = await tryClient(environment as Record<string, string>);
    expect(found).toEqual([expect.stringMatching(message)]);
    expect(found[0]).not.toContain('1177');
  });

  it.each([429, 503])(
    'is distinguished from a sign-in page with status %i',
    async status => {
      stub.faults.add({ path: '/site/oauth2/authorize', status });
      const found = await tryClient();
      stub.faults.clear();
      expect(found).toEqual([
        expect.stringContaining(`Bitbucket responded with status ${status}`),
      ]);
    },
  );

  it('is not reported as passed if Bitbucket requires a sign-in first', async () => {
    stub.faults.add({
      path: '/site/oauth2/authorize',
      redirect: 'https://id.atlassian.com/login',
    });
    const found = await connectToBitbucket(await productionSettings(), {
      baseUrl: stub.url,
    });
    stub.faults.clear();
    expect(found).toEqual([
      expect.objectContaining({
        severity: 'advice',
        found: expect.stringContaining('Bitbucket does not check'),
      }),
    ]);
  });

  it('is distinguished from a network that does not reach it', async () => {
    const found = await connectToBitbucket(await productionSettings(), {
      baseUrl: 'http://localhost:1',
    });
    expect(problemsOf(found)).toEqual([
      expect.stringContaining('could not be checked'),
    ]);
  });
});
