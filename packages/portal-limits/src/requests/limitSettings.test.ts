import { mockCredentials } from '@backstage/backend-test-utils';
import userSettingsPlugin from '@backstage/plugin-user-settings-backend';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([userSettingsPlugin], {
    backend: { limits: { setting: { count: 2 } } },
  });
});

afterAll(() => backend.stop());

const set = (key: string, name = 'tomas') =>
  backend.send(
    `/api/user-settings/buckets/a/keys/${key}`,
    { value: 1 },
    { method: 'PUT', as: mockCredentials.user.token(`user:default/${name}`) },
  );

it('rejects one more setting of a user', async () => {
  for (const key of ['one', 'two', 'one']) {
    expect(await set(key)).toMatchObject({ status: 200 });
  }
  const { status, text } = await set('three');
  expect(status).toBe(400);
  expect(text).toContain(
    'at most 2 settings of a user. Delete some of them. An administrator can change backend.limits.setting.count.',
  );
  expect(await set('three', 'aiko')).toMatchObject({ status: 200 });
});

it('counts settings that are sent at the same time', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const responses = await Promise.all(keys.map(key => set(key, 'sam')));
  const statuses = responses.map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 200, 400, 400, 400, 400]);
});

it('counts settings whose key has slashes or is empty', async () => {
  const keys = ['a/b', 'a%2Fb', 'c/d/e', 'f/g', ''];
  const statuses = [];
  for (const key of keys) {
    statuses.push((await set(key, 'noor')).status);
  }
  expect(statuses).toEqual([200, 200, 200, 400, 400]);
});

it.each([
  ['%ff', 'x', 'an invalid escape'],
  ['a', 'x/%ff', 'an invalid escape'],
  ['a', `${'k'.repeat(200)}/${'k'.repeat(200)}`, 'more than 255 characters'],
])('rejects the bucket %p with the key %p', async (bucket, key, message) => {
  const { status, text } = await backend.send(
    `/api/user-settings/buckets/${bucket}/keys/${key}`,
    { value: 1 },
    { method: 'PUT' },
  );
  expect(status).toBe(400);
  expect(text).toContain(message);
});

it('rejects a setting whose stored form is too large', async () => {
  const { status, text } = await backend.send(
    '/api/user-settings/buckets/a/keys/large',
    `{"value":[${Array(10_000).fill('1e20').join()}]}`,
    { method: 'PUT', as: mockCredentials.user.token('user:default/wen') },
  );
  expect(status).toBe(400);
  expect(text).toContain('larger than 65536 bytes in the form in which');
});

it('reads a setting up to five times in a request', async () => {
  const read = (count: number) =>
    backend.send('/api/user-settings/multiget', {
      items: Array(count).fill({ bucket: 'a', key: 'one' }),
    });
  expect(await read(5)).toMatchObject({ status: 200 });
  expect(await read(6)).toMatchObject({
    status: 400,
    text: expect.stringContaining('the same setting more than 5 times'),
  });
});

it.each([
  [{}],
  [{ items: 'a' }],
  [{ items: [null] }],
  [{ items: [{ bucket: 'a', key: 1 }] }],
])('rejects a request for several settings: %j', async body => {
  const { status, text } = await backend.send(
    '/api/user-settings/multiget',
    body,
  );
  expect(status).toBe(400);
  expect(text).toContain('whose bucket or key is not a text');
});
