import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { rootHttpRouterServiceFactory as rootHttpRouter } from './rootHttpRouter';

const run = jest.fn();

const plugin = createBackendPlugin({
  pluginId: 'catalog',
  register(reg) {
    reg.registerInit({
      deps: {
        httpRouter: coreServices.httpRouter,
        scheduler: coreServices.scheduler,
      },
      async init({ scheduler }) {
        await scheduler.scheduleTask({
          id: 'import',
          frequency: { trigger: 'manual' },
          timeout: { minutes: 1 },
          fn: async () => run(),
        });
      },
    });
  },
});

describe('the Backstage service routes of a plugin', () => {
  const backend = createBackend();
  let url: string;

  beforeAll(async () => {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    [
      rootHttpRouter,
      plugin,
      mockServices.auth.factory(),
      mockServices.httpAuth.factory(),
      mockServices.rootLogger.factory({ level: 'none' }),
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: url,
            listen: { host: '127.0.0.1', port },
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
        },
      }),
    ].forEach(feature => backend.add(feature));
    await backend.start();
  }, 60_000);

  afterAll(() => backend.stop());

  async function call(path: string, method = 'GET') {
    const { status } = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: mockCredentials.user.header() },
    });
    return status;
  }

  it.each([
    '/api/catalog/.backstage/scheduler/v1/tasks',
    '/api/catalog/.BACKSTAGE/Scheduler/v1/tasks/',
    '/API/catalog/.backstage/%73cheduler/v1/tasks',
    '/api/catalog/.backstage/scheduler/v1/tasks?a=1',
    '/api/catalog//.backstage/scheduler/v1/tasks',
    '/api//catalog/.backstage/scheduler/v1/tasks',
  ])('do not list tasks: %s', async path => {
    expect([400, 404]).toContain(await call(path));
  });

  it.each(['trigger', 'cancel'])('do not %s a task', async action => {
    const path = `/api/catalog/.backstage/scheduler/v1/tasks/import/${action}`;
    expect(await call(path, 'POST')).toBe(404);
    expect(run).not.toHaveBeenCalled();
  });

  it('set the cookie of a user', async () => {
    expect(await call('/api/catalog/.backstage/auth/v1/cookie')).toBe(200);
  });
});
