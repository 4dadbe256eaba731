import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { listen } from '../__testUtils__/listen';
import { standardLimits } from '../limits/limits';
import { limitRuns } from './limitRuns';

let listening: Awaited<ReturnType<typeof listen>>;
const open: Record<string, number> = {};
const queries: unknown[] = [];
/** While it is pending, no run starts. */
let gate: Promise<unknown> | undefined;

beforeAll(async () => {
  const app = express();
  app.use(
    limitRuns(
      { ...standardLimits, 'runs.open': 2 },
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
    await gate;
    res.status(201).json({});
  });
  listening = await listen(app);
});

afterAll(() => listening.close());

const start = (name: string, path = '/v2/tasks') =>
  fetch(`${listening.url}${path}`, {
    method: 'POST',
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
    Array.from({ length: 6 }, async () => {
      const { status } = await start('user:default/nadia');
      statuses.push(status);
      if (statuses.length === 4) {
        refused.resolve();
      }
    }),
  );
  expect(statuses).toEqual([429, 429, 429, 429, 201, 201]);
  expect((await start('user:default/nadia')).status).toBe(201);
});
