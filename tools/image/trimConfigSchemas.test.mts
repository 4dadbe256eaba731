import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSourceRequire } from '../lib/workspace.mts';
import { keepVisible } from './trimConfigSchemas.mts';

const { loadConfigSchema } = createSourceRequire(import.meta.url)(
  '@backstage/config-loader',
) as typeof import('@backstage/config-loader');

/** Secrets of Backstage's own packages and values for the front end, among other values. */
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
  auth: {
    environment: 'production',
    providers: { github: { production: { clientId: 'portal' } } },
  },
  integrations: {
    bitbucketCloud: [{ username: 'bot', token: 'six' }],
    github: [{ host: 'github.com', token: 'seven' }],
  },
};

type Visibility = 'secret' | 'frontend';

/** Returns the values with a visibility, as the complete and as the trimmed schemas find them. */
async function findBoth(visibility: Visibility, dependencies: string[]) {
  const schema = await loadConfigSchema({ dependencies });
  const { schemas, ...rest } = schema.serialize() as unknown as {
    schemas: { value: { [key: string]: unknown } }[];
  };
  const trimmed = await loadConfigSchema({
    serialized: {
      ...rest,
      schemas: schemas
        .map(each => ({ ...each, value: keepVisible(each.value, visibility) }))
        .filter(({ value }) => value),
    } as never,
  });
  return [schema, trimmed].map(
    each =>
      each.process([{ data: config, context: 'test' }], {
        visibility: [visibility],
        ignoreSchemaErrors: true,
      })[0].data,
  );
}

test('a trimmed schema finds the same secrets', async () => {
  const [found, foundByTrimmed] = await findBoth('secret', [
    '@backstage/backend-defaults',
    '@backstage/integration',
  ]);
  assert.deepEqual(foundByTrimmed, found);
  for (const secret of ['one', 'two', 'three', 'five', 'six', 'seven']) {
    assert.match(JSON.stringify(found), new RegExp(secret));
  }
});

test('a trimmed schema of the front end lets the same values through', async () => {
  const dependencies = [
    '@backstage/core-app-api',
    '@backstage/integration',
    '@backstage/plugin-auth-backend',
    '@backstage/plugin-home',
  ];
  const [found, foundByTrimmed] = await findBoth('frontend', dependencies);
  assert.deepEqual(foundByTrimmed, found);
  for (const value of ['Quayside', 'github.com', 'production']) {
    assert.match(JSON.stringify(found), new RegExp(value));
  }
});

test('removes parts without secrets, and keeps the targets of references', () => {
  assert.equal(
    keepVisible({ properties: { title: { type: 'string' } } }, 'secret'),
    undefined,
  );
  const definitions = { key: { type: 'string', visibility: 'secret' } };
  assert.deepEqual(
    keepVisible(
      {
        type: 'object',
        required: ['title'],
        properties: {
          title: { type: 'string', description: 'Shown to all users' },
          key: { $ref: '#/definitions/key' },
          list: {
            type: 'array',
            items: {
              type: 'object',
              required: ['name'],
              properties: { name: { type: 'string' }, key: definitions.key },
            },
          },
        },
        definitions,
      },
      'secret',
    ),
    {
      type: 'object',
      properties: {
        key: { $ref: '#/definitions/key' },
        list: {
          type: 'array',
          items: { type: 'object', properties: { key: definitions.key } },
        },
      },
      definitions,
    },
  );
});

test('keeps a list with a visibility, and accepts all of its entries', () => {
  const list = { type: 'array', visibility: 'frontend' };
  assert.deepEqual(
    keepVisible({ ...list, items: { type: 'string' } }, 'frontend'),
    { ...list, items: {} },
  );
});
