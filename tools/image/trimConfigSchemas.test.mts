import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSourceRequire } from '../lib/workspace.mts';
import { keepSecrets } from './trimConfigSchemas.mts';

const { loadConfigSchema } = createSourceRequire(import.meta.url)(
  '@backstage/config-loader',
) as typeof import('@backstage/config-loader');

/** Secrets of Backstage's own packages, among values that are not secrets. */
const config = {
  app: { title: 'Quayside', baseUrl: 'https://portal.quayside.test' },
  backend: {
    baseUrl: 'https://portal.quayside.test',
    auth: {
      keys: [{ secret: 'one' }],
      externalAccess: [
        { type: 'static', options: { token: 'two', subject: 'deploy' } },
        { type: 'legacy', options: { secret: 'three', subject: 'old' } },
      ],
    },
    cache: { store: 'redis', connection: 'redis://:four@cache' },
    database: {
      client: 'pg',
      connection: { host: 'db', user: 'quayside', password: 'five' },
    },
  },
  integrations: {
    bitbucketCloud: [{ username: 'bot', token: 'six' }],
    github: [{ host: 'github.com', token: 'seven' }],
  },
};

test('a trimmed schema finds the same secrets', async () => {
  const schema = await loadConfigSchema({
    dependencies: ['@backstage/backend-defaults', '@backstage/integration'],
  });
  const { schemas, ...rest } = schema.serialize() as unknown as {
    schemas: { value: { [key: string]: unknown } }[];
  };
  const trimmed = await loadConfigSchema({
    serialized: {
      ...rest,
      schemas: schemas
        .map(each => ({ ...each, value: keepSecrets(each.value) }))
        .filter(({ value }) => value),
    } as never,
  });
  const [found, foundByTrimmed] = [schema, trimmed].map(
    each =>
      each.process([{ data: config, context: 'test' }], {
        visibility: ['secret'],
        ignoreSchemaErrors: true,
      })[0].data,
  );
  assert.deepEqual(foundByTrimmed, found);
  for (const secret of ['one', 'two', 'three', 'five', 'six', 'seven']) {
    assert.match(JSON.stringify(found), new RegExp(secret));
  }
});

test('removes parts without secrets, and keeps the targets of references', () => {
  assert.equal(
    keepSecrets({ properties: { title: { type: 'string' } } }),
    undefined,
  );
  const definitions = { key: { type: 'string', visibility: 'secret' } };
  assert.deepEqual(
    keepSecrets({
      type: 'object',
      required: ['title'],
      properties: {
        title: { type: 'string', description: 'Shown to all users' },
        key: { $ref: '#/definitions/key' },
      },
      definitions,
    }),
    {
      type: 'object',
      properties: { key: { $ref: '#/definitions/key' } },
      definitions,
    },
  );
});
