import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { startLimitedBackend } from '../__testUtils__/startLimitedBackend';

const canceled = Object.assign(
  new Error(
    'select 1 from "search" - canceling statement due to statement timeout',
  ),
  { code: '57014' },
);
const noConnection = Object.assign(new Error('The pool is probably full.'), {
  name: 'KnexTimeoutError',
});

it.each([
  ['cancels the query', canceled, 503],
  ['has no free connection', noConnection, 503],
  ['finds nothing', new NotFoundError('nothing'), 404],
])('explains that the database %s', async (_, error, expected) => {
  const plugin = createBackendPlugin({
    pluginId: 'notifications',
    register(reg) {
      reg.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          httpRouter.use((_req, _res, next) => next(error));
        },
      });
    },
  });
  const backend = await startLimitedBackend([plugin]);
  const { status, text } = await backend.send('/api/notifications');
  await backend.stop();
  expect(status).toBe(expected);
  expect(text.includes('The database took too long for the request.')).toBe(
    expected === 503,
  );
  expect(text).not.toContain('select 1');
});
