import { mockServices } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { Answers } from './Answers';
import { AnswerStore } from './AnswerStore';

const MINUTE_MS = 60_000;
const KEY = { repository: 'Globex/Booking', question: 'pull-requests:open' };

describe.each(databases)('Answers in $name', ({ open }) => {
  let database: TestDatabase;
  let now: number;
  /** Two instances of the backend. */
  let instances: Answers[];
  let store: AnswerStore;
  const read = jest.fn<Promise<unknown>, []>();
  const logger = mockServices.logger.mock();

  beforeAll(async () => {
    database = await open();
    await database.knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-bitbucket/plugin-bitbucket-cloud-backend',
        'migrations',
      ),
    });
  }, 60_000);

  afterAll(() => database.close());

  beforeEach(async () => {
    await database.knex('bitbucket_cloud_answers').delete();
    now = Date.parse('2026-11-30T12:00:00Z');
    const clock = () => now;
    store = new AnswerStore(database.knex, clock);
    instances = [1, 2].map(() => new Answers(store, logger, { now: clock }));
    read.mockReset();
    jest.clearAllMocks();
  });

  const ask = (instance = 0, more: { maxAgeMs?: number } = {}) =>
    instances[instance].get({
      ...KEY,
      maxAgeMs: () => more.maxAgeMs ?? MINUTE_MS,
      read,
    });

  function failWith(status: number, more: object = {}) {
    read.mockRejectedValue(
      new BitbucketCloudError('No', {
        code: 'http',
        status,
        isFromBitbucket: true,
        ...more,
      }),
    );
  }

  it('reads an answer once, for all instances and every spelling of the repository', async () => {
    read.mockResolvedValue(['one']);
    const answer = { data: ['one'], readAt: '2026-11-30T12:00:00.000Z' };
    expect(await ask(0)).toEqual(answer);
    now += MINUTE_MS - 1;
    expect(await ask(1)).toEqual(answer);
    expect(
      await instances[1].get({
        ...KEY,
        repository: 'globex/booking',
        maxAgeMs: () => MINUTE_MS,
        read,
      }),
    ).toEqual(answer);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('reads an answer again when it is too old', async () => {
    read.mockResolvedValueOnce('old').mockResolvedValueOnce('new');
    await ask();
    now += MINUTE_MS;
    expect(await ask()).toEqual({
      data: 'new',
      readAt: '2026-11-30T12:01:00.000Z',
    });
  });

  it('sends one call for simultaneous requests at two instances', async () => {
    let respond: (data: string) => void = () => {};
    read.mockReturnValue(new Promise(resolve => (respond = resolve)));
    const asked = [0, 0, 1, 1].map(instance => ask(instance));
    while (read.mock.calls.length === 0) {
      await new Promise(setImmediate);
    }
    respond('data');
    const answers = await Promise.all(asked);
    expect(answers.map(({ data }) => data)).toEqual(Array(4).fill('data'));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('reads an answer again after a change, also after one during the reading', async () => {
    read.mockResolvedValueOnce('before').mockResolvedValueOnce('after');
    await ask();
    now += 1;
    await store.invalidate('globex/booking', [KEY.question]);
    now += 1;
    expect((await ask(1)).data).toBe('after');

    now += MINUTE_MS;
    read.mockImplementationOnce(async () => {
      now += 10;
      await store.invalidate('GLOBEX/booking', [KEY.question]);
      return 'too early';
    });
    await ask();
    read.mockResolvedValueOnce('in time');
    now += 1;
    expect((await ask()).data).toBe('in time');
  });

  it('contains what a webhook told, and reads it again after a while', async () => {
    const tell = (text: string) =>
      store.change<string[]>(KEY, data => [...data, text], 2 * MINUTE_MS);
    expect(await tell('no data yet')).toBe(false);
    read.mockResolvedValueOnce(['one']).mockResolvedValueOnce(['all']);
    await ask();
    now += 1;
    expect(await tell('two')).toBe(true);
    now += MINUTE_MS;
    expect(await tell('three')).toBe(true);
    const ages = { maxAgeMs: 60 * MINUTE_MS };
    expect((await ask(1, ages)).data).toEqual(['one', 'two', 'three']);
    expect(await store.change(KEY, () => undefined, 1)).toBe(false);
    now += MINUTE_MS;
    expect((await ask(1, ages)).data).toEqual(['all']);
    now += 1;
    await store.invalidate(KEY.repository, [KEY.question]);
    expect(await tell('after a change that was not read')).toBe(false);
  });

  it('does not change data while a request reads them', async () => {
    read.mockResolvedValueOnce(['one']).mockImplementationOnce(async () => {
      const isChanged = await store.change(KEY, () => ['lost'], MINUTE_MS);
      return [isChanged];
    });
    await ask();
    now += MINUTE_MS;
    expect((await ask()).data).toEqual([false]);
  });

  it('does not read final data again, not even after a change', async () => {
    read.mockResolvedValueOnce('end');
    const question = {
      ...KEY,
      maxAgeMs: () => MINUTE_MS,
      isFinal: (data: unknown) => data === 'end',
      read,
    };
    await instances[0].get(question);
    now += MINUTE_MS;
    await store.invalidate(KEY.repository, [KEY.question]);
    expect((await instances[1].get(question)).data).toBe('end');
  });

  it('does not read the answers to other questions again', async () => {
    read.mockResolvedValue('data');
    await ask();
    now += 1;
    await store.invalidate('globex/booking', ['pipelines']);
    await store.invalidate('globex/other', [KEY.question]);
    await ask();
    expect(read).toHaveBeenCalledTimes(1);
  });

  it.each([
    [429, {}, 'limited', MINUTE_MS],
    [429, { retryAfterMs: 2 * MINUTE_MS }, 'limited', 2 * MINUTE_MS],
    [503, {}, 'unreachable', MINUTE_MS / 2],
    [403, { requiredScopes: ['pullrequest'] }, 'rejected', 5 * MINUTE_MS],
    [404, { isFromBitbucket: false }, 'unreachable', MINUTE_MS / 2],
  ])(
    'gives the last answer after status %i %j, and asks no more for a while',
    async (status, more, kind, restMs) => {
      read.mockResolvedValueOnce('old');
      await ask();
      now += MINUTE_MS;
      failWith(status, more);
      const retryAt = new Date(now + restMs).toISOString();
      const stale = {
        data: 'old',
        readAt: '2026-11-30T12:00:00.000Z',
        problem: { kind, message: expect.any(String), retryAt },
      };
      expect(await ask()).toEqual(stale);
      now += restMs - 1;
      expect(await ask(1)).toEqual(stale);
      expect(read).toHaveBeenCalledTimes(2);
      now += 1;
      read.mockResolvedValueOnce('new');
      expect(await ask(1)).toEqual({
        data: 'new',
        readAt: new Date(now).toISOString(),
      });
    },
  );

  it('forgets the last answer if the portal has no access to the repository any more', async () => {
    read.mockResolvedValueOnce('old');
    await ask();
    now += MINUTE_MS;
    failWith(404);
    const gone = {
      name: 'NoAnswerError',
      problem: {
        kind: 'gone',
        retryAt: new Date(now + 10 * MINUTE_MS).toISOString(),
      },
    };
    await expect(ask()).rejects.toMatchObject(gone);
    now += 10 * MINUTE_MS - 1;
    await expect(ask(1)).rejects.toMatchObject(gone);
    failWith(503);
    now += 1;
    await expect(ask(1)).rejects.toMatchObject({ name: 'NoAnswerError' });
  });

  it('explains why there is no answer', async () => {
    failWith(403, { requiredScopes: ['pullrequest'] });
    await expect(ask()).rejects.toMatchObject({
      name: 'NoAnswerError',
      problem: {
        kind: 'rejected',
        message:
          'Bitbucket rejected the credentials of the portal. They lack the scope pullrequest. An administrator of the portal can correct this.',
      },
    });
    await expect(ask(1)).rejects.toMatchObject({ name: 'NoAnswerError' });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('explains a response that cannot be read, and logs the cause', async () => {
    const cause = 'wrong or missing: values';
    read.mockRejectedValue(
      new BitbucketCloudError(cause, { code: 'invalid_response', status: 200 }),
    );
    await expect(ask()).rejects.toMatchObject({
      problem: {
        kind: 'unreachable',
        message: expect.stringMatching(
          /^The portal cannot read the response of Bitbucket\./,
        ),
      },
    });
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining(cause));
  });

  it('reads again at once after a fault of the portal', async () => {
    read.mockRejectedValueOnce(new TypeError('fault'));
    await expect(ask()).rejects.toThrow('fault');
    read.mockResolvedValueOnce('data');
    expect((await ask(1)).data).toBe('data');
  });

  it('takes over from an instance that stopped in the middle', async () => {
    await store.claim(KEY);
    now += 30_001;
    read.mockResolvedValueOnce('data');
    expect((await ask(1)).data).toBe('data');
  });

  it('deletes answers that no request uses', async () => {
    const day = 24 * 60 * MINUTE_MS;
    read.mockResolvedValue('data');
    await ask(0, { maxAgeMs: 100 * day });
    now += 6 * day;
    await ask(0, { maxAgeMs: 100 * day });
    now += 6 * day;
    await store.clean();
    await ask(0, { maxAgeMs: 100 * day });
    expect(read).toHaveBeenCalledTimes(1);
    now += 8 * day;
    await store.clean();
    await ask(0, { maxAgeMs: 100 * day });
    expect(read).toHaveBeenCalledTimes(2);
  });
});
