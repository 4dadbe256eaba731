import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { listen } from '../__testUtils__/listen';
import { standardLimits } from '../limits/limits';
import { limitRuns } from './limitRuns';

let listening: Awaited<ReturnType<typeof listen>>;
const open: Record<string, number> = {};
const queries: unknown[] = [];
/** Runs that the scaffolder has begun to start. */
let started = 0;
/** While it is pending, no run starts. */
let gate: Promise<unknown> | undefined;

beforeAll(async () => {
  const app = express();
  app.use(
    limitRuns(
      { ...standardLimits, 'runs.open': 2, 'runs.starts': 4 },
      {
        auth: mockServices.auth({ pluginId: 'scaffolder' }),
        discovery: {
          getBaseUrl: async () => listening.url,
          getExternalBaseUrl: async () => listening.url,
        },
        httpAuth: mockServices.httpAuth({ pluginId: 'scaffolder' }),
      },
    ),
  );
  // The scaffolder.
  app.get('/v2/tasks', (req, res) => {
    queries.push(req.query);
    res.json({ tasks: [], totalTasks: open[String(req.query.createdBy)] ?? 0 });
  });
  app.post(/.*/, async (_req, res) => {
    started++;
    await gate;
    res.status(201).json({});
  });
  listening = await listen(app);
});

afterAll(() => listening.close());

const start = (name: string, path = '/v2/tasks', signal?: AbortSignal) =>
  fetch(`${listening.url}${path}`, {
    method: 'POST',
    signal,
    headers: { authorization: mockCredentials.user.header(name) },
  });

it.each(['/v2/tasks', '/v2/tasks/1/retry'])(
  'rejects one more run of a user at %s',
  async path => {
    open['user:default/tomas'] = 1;
    expect((await start('user:default/tomas', path)).status).toBe(201);
    open['user:default/tomas'] = 2;
    const refused = await start('user:default/tomas', path);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toBe(
      'You have 2 runs of templates that are not finished. Wait until one of them is finished, or cancel one. An administrator can change backend.limits.runs.open.',
    );
    expect((await start('user:default/aiko', path)).status).toBe(201);
    expect(queries.at(-1)).toEqual({
      createdBy: 'user:default/aiko',
      status: ['open', 'processing'],
      limit: '1',
    });
  },
);

it('counts runs that are started at the same moment', async () => {
  const statuses: number[] = [];
  const refused = Promise.withResolvers<void>();
  gate = refused.promise;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { status } = await start('user:default/nadia');
      statuses.push(status);
      if (statuses.length === 2) {
        refused.resolve();
      }
    }),
  );
  expect(statuses).toEqual([429, 429, 201, 201]);
});

it('counts runs whose clients have disconnected', async () => {
  const finish = Promise.withResolvers<void>();
  gate = finish.promise;
  for (let count = 0; count < 2; count++) {
    const before = started;
    const client = new AbortController();
    const response = start('user:default/sam', '/v2/tasks', client.signal);
    while (started === before) {
      await new Promise(setImmediate);
    }
    client.abort();
    await expect(response).rejects.toThrow('aborted');
  }
  expect((await start('user:default/sam')).status).toBe(429);
  finish.resolve();
});

it('rejects many starts in an hour', async () => {
  gate = undefined;
  for (let count = 0; count < 4; count++) {
    expect((await start('user:default/kit')).status).toBe(201);
  }
  const refused = await start('user:default/kit', '/v2/tasks/1/retry');
  expect(refused.status).toBe(429);
  expect(await refused.text()).toBe(
    'You sent 4 requests in an hour to start runs of templates. Try again later. An administrator can change backend.limits.runs.starts.',
  );
});
