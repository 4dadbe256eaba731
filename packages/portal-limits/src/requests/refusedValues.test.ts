import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import searchPlugin from '@backstage/plugin-search-backend';
import userSettingsPlugin from '@backstage/plugin-user-settings-backend';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

/**
 * PostgreSQL rejects each value with an error, which Backstage returned as status 500. The portal
 * rejects URLs with a NUL earlier.
 */
let backend: LimitedBackend;

const permissionPlugin = createBackendPlugin({
  pluginId: 'permission',
  register(reg) {
    reg.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        httpRouter.use((_req, res) => res.json({}));
      },
    });
  },
});

beforeAll(async () => {
  const plugins = [
    catalogPlugin,
    notificationsPlugin,
    permissionPlugin,
    scaffolderPlugin,
    searchPlugin,
    userSettingsPlugin,
  ];
  backend = await startLimitedBackend(plugins, {
    app: { baseUrl: 'http://localhost' },
  });
}, 60_000);

afterAll(() => backend.stop());

const HUGE = '99999999999999999999';
const NUMBER = 'not a whole number from 0 to 2147483647';
const NUL = 'has a character that the database cannot store at ';
const cursor = (content: object) =>
  Buffer.from(JSON.stringify(content)).toString('base64');
const foreign = {
  orderFields: [{ field: 'metadata.name', order: 'asc' }],
  orderFieldValues: ['\0', 'b'],
  isPrevious: false,
};
const runOf = (resourceRef: string) => ({
  id: 'a',
  permission: {
    type: 'resource',
    name: 'x',
    attributes: { action: 'update' },
    resourceType: 'scaffolder-task',
  },
  resourceRef,
});
const action = (plugin: string, name: string) =>
  `${plugin}/.backstage/actions/v1/actions/${plugin}:${name}/invoke`;
const query = 'catalog/entities/by-query';
const settings = (...origins: object[]) => ({
  channels: [{ id: 'Web', origins }],
});

it.each<[string, object | undefined, string]>([
  [`catalog/entities?offset=${HUGE}`, undefined, NUMBER],
  [`${query}?offset=${HUGE}`, undefined, NUMBER],
  [query, { limit: 1, offset: 1e20 }, NUMBER],
  [query, { limit: 1, offset: -1 }, NUMBER],
  [query, { limit: -3 }, NUMBER],
  [action('catalog', 'query-catalog-entities'), { limit: -1 }, NUMBER],
  [`${query}?cursor=${cursor(foreign)}`, undefined, 'create the cursor'],
  [query, { cursor: cursor({ limit: -1 }) }, 'create the cursor'],
  [query, { query: { kind: '\0' } }, `${NUL}query.kind`],
  [query, { query: { kind: '\uD800' } }, `${NUL}query.kind`],
  ['catalog/refresh', { entityRef: '\0' }, `${NUL}entityRef`],
  ['search/query?term=a&pageCursor=LTE=', undefined, 'create the pageCursor'],
  ['search/query?term=a&pageLimit=-1', undefined, NUMBER],
  [
    'user-settings/multiget',
    { items: [{ bucket: '\0', key: 'a' }] },
    `${NUL}items.0.bucket`,
  ],
  [`notifications?offset=${HUGE}`, undefined, NUMBER],
  [
    'notifications?orderField=created;drop,asc',
    undefined,
    'not a field of a notification',
  ],
  [
    'notifications?createdAfter=%2B275760-09-13',
    undefined,
    'not in the years 0 to 9999',
  ],
  [
    'notifications/topics?createdAfter=-100000-01-01',
    undefined,
    'not in the years 0 to 9999',
  ],
  [
    'notifications/update',
    { ids: ['x'], read: true },
    'The notification x of the request is not a UUID',
  ],
  ['notifications/update', { ids: ['\0'], read: true }, `${NUL}ids.0`],
  [
    'notifications/settings',
    settings({ id: '\0', enabled: true, topics: [] }),
    `${NUL}channels.0.origins.0.id`,
  ],
  [
    'notifications/settings',
    settings({ id: 'a'.repeat(300), enabled: true, topics: [] }),
    'more than 255 characters',
  ],
  [
    'notifications/settings',
    settings({
      id: 'a',
      enabled: true,
      topics: [{ id: 'b'.repeat(300), enabled: true }],
    }),
    'more than 255 characters',
  ],
  [
    'notifications/settings',
    { channels: Array(2_500).fill({ id: 'Web', origins: [] }) },
    'a channel without origins',
  ],
  [
    'notifications/settings',
    { channels: [{ id: 'Web' }] },
    'a channel without origins',
  ],
  [
    'permission/authorize',
    { items: [runOf('\0')] },
    `${NUL}items.0.resourceRef`,
  ],
  [
    'permission/authorize',
    { items: [runOf('x')] },
    'The resourceRef x of the request is not a UUID',
  ],
  [
    action('scaffolder', 'get-scaffolder-task-logs'),
    { taskId: 'x' },
    'The taskId x of the request is not a UUID',
  ],
  [`scaffolder/v2/tasks?offset=${HUGE}`, undefined, NUMBER],
  [
    'scaffolder/v2/tasks',
    { templateRef: ':', values: {} },
    'The templateRef of the request is not an entity reference',
  ],
  [
    'catalog/refresh',
    { entityRef: '' },
    'The entityRef of the request is not an entity reference',
  ],
  [`scaffolder/v2/tasks/x/events?after=${HUGE}`, undefined, NUMBER],
])('rejects a request to %s: %j', async (path, body, message) => {
  const response = await backend.send(`/api/${path}`, body);
  expect(response.status).toBe(400);
  expect(JSON.parse(response.text).error.message).toContain(message);
});

it('rejects many settings for notifications', async () => {
  const topics = Array(500).fill({ id: 'b', enabled: true });
  const { status, text } = await backend.send(
    '/api/notifications/settings',
    settings({ id: 'a', enabled: true, topics }),
  );
  expect(text).toContain('a list of more than 500 items');
  expect(status).toBe(400);
});

it.each([
  ['GET', 'notifications/x'],
  ['GET', 'notifications/notifications/x'],
  ['GET', 'scaffolder/v2/tasks/x'],
  ['GET', 'scaffolder/v2/tasks/x/events'],
  ['GET', 'scaffolder/v2/tasks/x/eventstream'],
  ['POST', 'scaffolder/v2/tasks/x/cancel'],
  ['POST', 'scaffolder/v2/tasks/x/retry'],
])('responds with 404: %s %s', async (method, path) => {
  const response = await backend.send(`/api/${path}`, undefined, { method });
  expect(response.status).toBe(404);
  expect(response.text).toContain('The portal found nothing with the ID x.');
});

it.each<[string, object | undefined]>([
  ['notifications', undefined],
  [
    'notifications?offset=0&limit=10&orderField=created,desc&createdAfter=2026-11-30T00:00:00.000Z',
    undefined,
  ],
  ['notifications/status', undefined],
  ['notifications/topics', undefined],
  ['notifications/settings', undefined],
  [
    'notifications/settings',
    settings({ id: 'a', enabled: true, topics: [{ id: 'b', enabled: false }] }),
  ],
  [
    'notifications/update',
    { ids: ['0b64a4d4-53f5-4bbc-9d0d-4ae0a1c1d7a1'], read: true },
  ],
  ['search/query?term=a&pageCursor=MA==', undefined],
  ['catalog/entities?offset=0&limit=10', undefined],
  [query, { limit: 0 }],
  [query, { query: { kind: '🚀' } }],
])('accepts a request to %s: %j', async (path, body) => {
  expect(await backend.send(`/api/${path}`, body)).toMatchObject({
    status: 200,
  });
});
