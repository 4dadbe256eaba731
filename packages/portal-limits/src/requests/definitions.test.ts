import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import mcpPlugin from '@backstage/plugin-mcp-actions-backend';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import searchPlugin from '@backstage/plugin-search-backend';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

const techdocs = createBackendPlugin({
  pluginId: 'techdocs',
  register(reg) {
    reg.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        httpRouter.use((_req, res) => {
          setImmediate(() => res.json({}));
        });
      },
    });
  },
});

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend(
    [
      catalogPlugin,
      mcpPlugin,
      notificationsPlugin,
      scaffolderPlugin,
      searchPlugin,
      techdocs,
    ],
    {
      app: { baseUrl: 'http://localhost:3000' },
      backend: { limits: { queries: { running: 1, waiting: 1 } } },
    },
  );
});

afterAll(() => backend.stop());

const LIST_TOOLS = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const FORM = '/v2/templates/default/template/a/parameter-schema';

// Each response takes several milliseconds of computation, in which the portal does not respond.
it.each([
  ['/api/catalog/locations', undefined],
  ['/api/catalog/openapi.json', undefined],
  ['/api/notifications/openapi.json', undefined],
  ['/api/scaffolder/openapi.json', undefined],
  ['/api/search/openapi.json', undefined],
  ['/api/scaffolder/v2/actions', undefined],
  ['/api/scaffolder/v2/templating-extensions', undefined],
  [`/api/scaffolder${FORM}`, undefined],
  ['/api/scaffolder/v2/autocomplete/a/b', { token: 'a', context: {} }],
  ['/api/mcp-actions/v1', LIST_TOOLS],
  ['/api/techdocs/metadata/entity/default/api/a', undefined],
  ['/api/techdocs/sync/default/api/a', undefined],
])('few requests of a user for %s run at the same time', async (path, body) => {
  const responses = await Promise.all(
    Array.from({ length: 8 }, () =>
      backend.send(path, body, {
        headers: { accept: 'application/json, text/event-stream' },
      }),
    ),
  );
  const statuses = responses.map(({ status }) => status);
  expect(statuses).toContain(429);
  expect(statuses.some(status => status !== 429)).toBe(true);
});
