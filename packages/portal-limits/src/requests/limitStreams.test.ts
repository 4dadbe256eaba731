import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { listen } from '../__testUtils__/listen';
import { standardLimits } from '../limits/limits';
import { limitStreams } from './limitStreams';

let url: string;
let listening: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  const app = express();
  const httpAuth = mockServices.httpAuth({ pluginId: 'scaffolder' });
  const slowAuth: HttpAuthService = {
    issueUserCookie: httpAuth.issueUserCookie.bind(httpAuth),
    // Backstage also waits when it fetches the public keys for a token.
    credentials: async (...args) => {
      await setTimeout(20);
      return httpAuth.credentials(...args);
    },
  };
  app.use(
    limitStreams(
      { ...standardLimits, 'streams.runs': 2 },
      { httpAuth: slowAuth },
    ),
  );
  // The scaffolder keeps the response open.
  app.get('/v2/tasks/:taskId/eventstream', (_req, res) => res.flushHeaders());
  listening = await listen(app);
  url = `${listening.url}/v2/tasks/1/eventstream`;
});

afterAll(() => listening.close());

async function follow(name: string) {
  const controller = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: mockCredentials.user.header(name) },
    signal: controller.signal,
  });
  return { response, close: () => controller.abort() };
}

it('does not count a client that disconnected before the user was known', async () => {
  for (let count = 1; count <= 5; count++) {
    const socket = connect(Number(new URL(url).port), 'localhost');
    socket.end(
      `GET ${
        new URL(url).pathname
      } HTTP/1.1\r\nHost: a\r\nAuthorization: ${mockCredentials.user.header(
        'user:default/nadia',
      )}\r\n\r\n`,
    );
    await once(socket, 'finish');
    socket.destroy();
  }
  await setTimeout(200);
  expect((await follow('user:default/nadia')).response.status).toBe(200);
});

it('rejects one more stream of a user until one is closed', async () => {
  const first = await follow('user:default/tomas');
  await follow('user:default/tomas');
  const { response } = await follow('user:default/tomas');
  expect(response.status).toBe(429);
  expect(await response.text()).toBe(
    'You already follow 2 runs of templates at the same time. Close some of the pages that show a run. An administrator can change backend.limits.streams.runs.',
  );
  expect((await follow('user:default/aiko')).response.status).toBe(200);
  first.close();
  for (;;) {
    const { response: next } = await follow('user:default/tomas');
    if (next.status === 200) {
      return;
    }
    await setTimeout(20);
  }
});
