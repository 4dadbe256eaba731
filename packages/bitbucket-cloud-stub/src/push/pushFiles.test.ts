import { createHmac } from 'node:crypto';
import { HookListener } from '../__testUtils__/HookListener';
import { call, send, tokenOf } from '../__testUtils__/restClient';
import { quietSeed } from '../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const SECRET = 'quite-a-secret';

describe('a push', () => {
  let stub: BitbucketCloudStub;
  let token: string;
  let listener: HookListener;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'mira_lindqvist');
    listener = await HookListener.start();
  });

  afterEach(async () => {
    await stub.close();
    await listener.stop();
  });

  const subscribe = async (change: object = {}) => {
    const { url } = listener;
    const hook = { url, events: ['repo:push'], secret: SECRET, ...change };
    const { body } = await send(stub, token, `${REPOSITORY}/hooks`, hook);
    return body.uuid as string;
  };
  const push = (files: Record<string, string | null>, change = {}) =>
    stub.push('harbour-bikes', 'booking-api', { files, ...change });
  const read = (path: string) => call(stub, token, `${REPOSITORY}/src/${path}`);

  it('changes, adds and removes files of the main branch, and keeps the previous commit', async () => {
    const before = await call(stub, token, `${REPOSITORY}/refs/branches/main`);
    const { commit } = await push({
      'README.md': 'new',
      'docs/more.md': 'more',
      'mkdocs.yml': null,
    });
    const after = await call(stub, token, `${REPOSITORY}/refs/branches/main`);

    expect((await read('main/README.md')).text).toBe('new');
    expect((await read('main/docs/more.md')).text).toBe('more');
    expect((await read('main/mkdocs.yml')).status).toBe(404);
    expect(after.body.target).toMatchObject({
      hash: commit,
      author: { user: { nickname: 'mira' } },
      parents: [{ hash: before.body.target.hash }],
    });
    const old = `${before.body.target.hash}/mkdocs.yml`;
    expect((await read(old)).text).toContain('Booking API');
  });

  it('starts a branch from the main branch', async () => {
    await push({ 'README.md': 'new' }, { branch: 'feature/bells' });

    expect((await read('feature%2Fbells/catalog-info.yaml')).status).toBe(200);
    expect((await read('main/README.md')).text).not.toBe('new');
  });

  it('is sent to webhooks, signed over the sent bytes', async () => {
    const hook = await subscribe();
    const result = await push(
      { 'README.md': 'ä' },
      { author: 'treyes', message: 'Fix' },
    );
    const [{ headers, body }] = listener.received;
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');

    expect(result.deliveries).toEqual([
      {
        id: headers['x-request-uuid'],
        hook,
        url: listener.url,
        event: 'repo:push',
        sentAt: expect.any(Number),
        attempts: [204],
        delivered: true,
        body,
      },
    ]);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json/),
      'x-event-key': 'repo:push',
      'x-hook-uuid': hook.slice(1, -1),
      'x-request-uuid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-attempt-number': '1',
      'x-hub-signature': `sha256=${signature}`,
    });
    expect(JSON.parse(body)).toMatchObject({
      actor: { nickname: 'tomas' },
      repository: { full_name: 'harbour-bikes/booking-api' },
      push: {
        changes: [
          {
            created: false,
            old: { type: 'branch', name: 'main' },
            new: {
              name: 'main',
              target: { hash: result.commit, message: 'Fix' },
            },
          },
        ],
      },
    });
  });

  it('is not signed without a secret', async () => {
    await subscribe({ secret: '' });
    await push({ 'README.md': 'new' });

    expect(listener.received[0].headers).not.toHaveProperty('x-hub-signature');
  });

  it('is retried twice after a 5xx, with the same number', async () => {
    await subscribe();
    listener.statuses = [503, 500];
    const { deliveries } = await push({ 'README.md': 'new' });
    const headers = listener.received.map(each => each.headers);

    expect(deliveries[0]).toMatchObject({
      attempts: [503, 500, 204],
      delivered: true,
    });
    expect(headers.map(each => each['x-attempt-number'])).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(new Set(headers.map(each => each['x-request-uuid'])).size).toBe(1);
  });

  it.each([
    ['three 5xx', [500, 500, 500], [500, 500, 500]],
    ['a 4xx', [404], [404]],
    ['a redirect, which is not followed', [307], [307]],
  ])('is abandoned after %s', async (_, answers, attempts) => {
    await subscribe();
    listener.statuses = [...answers];
    const { deliveries } = await push({ 'README.md': 'new' });

    expect(deliveries[0]).toMatchObject({ attempts, delivered: false });
  });

  it('survives a webhook without a listener', async () => {
    await subscribe({ url: 'http://127.0.0.1:1/' });
    const { deliveries } = await push({ 'README.md': 'new' });

    expect(deliveries[0]).toMatchObject({
      attempts: [undefined, undefined, undefined],
      delivered: false,
    });
  });

  it('is not sent if it is larger than 256 KB', async () => {
    await subscribe();
    const message = 'x'.repeat(256 * 1024);
    const { deliveries } = await push({ 'README.md': 'new' }, { message });

    expect(deliveries[0].skipped).toMatch(/256 KB/);
    expect(listener.received).toEqual([]);
  });

  it.each([{ active: false }, { events: ['repo:fork'] }])(
    'is not sent to a webhook with %j',
    async change => {
      await subscribe(change);

      expect((await push({ 'README.md': 'new' })).deliveries).toEqual([]);
    },
  );

  it.each([
    ['nowhere', 'booking-api', {}, 'no repository "nowhere/booking-api"'],
    ['harbour-bikes', 'nothing', {}, 'no repository "harbour-bikes/nothing"'],
    [
      'harbour-bikes',
      'booking-api',
      { author: 'nobody' },
      'no account "nobody"',
    ],
    ['harbour-bikes', 'booking-api', { files: { '../x': '' } }, 'files'],
    [
      'harbour-bikes',
      'booking-api',
      { files: { docs: '' } },
      '"docs/index.md"',
    ],
    ['harbour-bikes', 'booking-api', { branch: 'a b' }, 'branch: must be'],
  ])(
    'is rejected for %s/%s with %j',
    async (workspace, repository, change, message) => {
      await expect(
        stub.push(workspace, repository, { files: {}, ...change }),
      ).rejects.toThrow(message);
    },
  );

  it('is removed by a reset and by restoring a snapshot', async () => {
    const snapshot = stub.snapshot();
    await push({ 'README.md': 'new' });
    await subscribe();
    stub.restore(snapshot);
    const afterRestore = (await read('main/README.md')).text;
    const hooks = await call(stub, token, `${REPOSITORY}/hooks`);
    await push({ 'README.md': 'newer' });
    stub.reset();
    token = await tokenOf(stub, 'mira_lindqvist');

    expect(afterRestore).toMatch(/^# Booking API/);
    expect(hooks.body.values).toEqual([]);
    expect((await read('main/README.md')).text).toMatch(/^# Booking API/);
  });
});
