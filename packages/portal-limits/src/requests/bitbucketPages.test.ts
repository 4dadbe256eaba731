import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type Response as ExpressResponse } from 'express';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

/** The pending requests for answers of Bitbucket. */
const pending: ExpressResponse[] = [];

/** Instead of plugins/bitbucket-cloud-backend, which this package must not import. */
const pagesPlugin = createBackendPlugin({
  pluginId: 'bitbucket-cloud',
  register(reg) {
    reg.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        httpRouter.use((_req, res) => {
          pending.push(res as unknown as ExpressResponse);
        });
      },
    });
  },
});

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([pagesPlugin], {
    backend: { limits: { queries: { running: 2, waiting: 1 } } },
  });
});

afterAll(() => backend.stop());

it.each([
  'entities/component/default/a/pipelines',
  'groups/default/a/pull-requests',
  'home',
  'scorecard',
  '.backstage/actions/v1/actions',
])('limits the requests of a user for %s at the same time', async path => {
  const as = mockCredentials.user.token('user:default/a');
  const all = Array.from({ length: 4 }, () =>
    backend.send(`/api/bitbucket-cloud/${path}`, undefined, { as }),
  );
  const refused = await Promise.race(all);
  expect(refused.status).toBe(429);
  expect(refused.text).toContain('You have 2 queries that run');
  expect(pending).toHaveLength(2);
  let answered = 0;
  const ends = all.map(each => each.then(() => (answered += 1)));
  while (answered < all.length) {
    pending.shift()?.end();
    await new Promise(setImmediate);
  }
  await Promise.all(ends);
});
