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

it('limits the answers of Bitbucket that a user reads at the same time', async () => {
  const path = '/api/bitbucket-cloud/entities/component/default/a/pipelines';
  const as = mockCredentials.user.token('user:default/a');
  const all = Array.from({ length: 4 }, () =>
    backend.send(path, undefined, { as }),
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
