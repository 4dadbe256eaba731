import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express, {
  type RequestHandler,
  type Response as ExpressResponse,
} from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { standardLimits } from '../limits/limits';
import { createWorkQueue } from '../workQueue';
import { limitActions } from './limitActions';
import { limitPages } from './limitPages';
import { limitReadings } from './limitReadings';
import { limitSettings } from './limitSettings';

const options = {
  httpAuth: mockServices.httpAuth({ pluginId: 'catalog' }),
  runInTurn: createWorkQueue(),
  database: mockServices.database.mock(),
};

async function startPlugin(limit: RequestHandler) {
  const open: { res: ExpressResponse; token?: string }[] = [];
  const app = express();
  app.use(limit);
  app.use((req, res) => {
    open.push({ res, token: req.get('authorization') });
    app.emit('started');
  });
  const server = createServer(app).listen(0);
  await once(server, 'listening');
  return {
    open,
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    untilOpen: async (count: number) => {
      while (open.length < count) {
        await once(app, 'started');
      }
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

it.each([
  ['that reads files', 'POST', '/locations', limitReadings],
  ['for runs of templates', 'GET', '/v2/tasks', limitPages],
  ['for several settings', 'POST', '/multiget', limitSettings],
  [
    'of an AI assistant',
    'POST',
    '/.backstage/actions/v1/actions/a:b/invoke',
    limitActions,
  ],
] as const)(
  'a third request %s waits for the others of the user',
  async (_, method, path, limit) => {
    const plugin = await startPlugin(limit(standardLimits, options));
    const send = (user: string) =>
      fetch(`${plugin.url}${path}`, {
        method,
        headers: { authorization: mockCredentials.user.header(user) },
      });
    const responses = [1, 2, 3].map(() => send('user:default/a'));
    await plugin.untilOpen(2);
    responses.push(send('user:default/b'));
    await plugin.untilOpen(3);
    expect(plugin.open[2].token).toBe(
      mockCredentials.user.header('user:default/b'),
    );
    plugin.open[0].res.end();
    await plugin.untilOpen(4);
    plugin.open.forEach(({ res }) => res.end());
    const statuses = (await Promise.all(responses)).map(each => each.status);
    expect(statuses).toEqual([200, 200, 200, 200]);
    plugin.close();
  },
);
