import { expect } from '@playwright/test';
import { test } from './deployment';

const SCHEMAS = `select schema_name from information_schema.schemata
  where schema_name !~ '^(pg_|information_schema$|public$)'`;

test('an unfit configuration stops the start before anything is written to the database', async ({
  deployment,
}) => {
  const { postgres } = deployment;
  const [{ owner }] = (await postgres.query(
    "select pg_get_userbyid(datdba) as owner from pg_database where datname = 'backstage'",
  )) as { owner: string }[];
  await postgres.query(`create database empty owner ${owner}`);
  const instance = await deployment.anotherInstance({
    POSTGRES_DATABASE: 'empty',
    REDIS_URL: '',
    AUTH_BITBUCKET_CLIENT_SECRET: 'short',
  });
  const error = await instance.server.start().catch(String);

  expect(error).toContain('wrote nothing to its database:');
  expect(error).toContain('- backend.cache.connection.url is missing');
  expect(error).toContain('- backend.rateLimit.store.connection is missing');
  expect(error).toContain('production.clientSecret has 5 characters');
  expect(instance.server.exitCode).toBe(1);
  expect(await postgres.query(SCHEMAS, 'empty')).toEqual([]);
  // Their positions if they existed.
  expect(
    (await postgres.query(SCHEMAS, 'backstage')).length,
  ).toBeGreaterThanOrEqual(8);
});

test('an older build rejects a database that a newer build has migrated', async ({
  deployment,
}) => {
  const { postgres } = deployment;
  await postgres.query(
    "insert into catalog.knex_migrations (name) values ('99990101_newer.js')",
    'backstage',
  );
  const instance = await deployment.anotherInstance();
  const error = await instance.server.start().catch(String);
  await postgres.query(
    "delete from catalog.knex_migrations where name = '99990101_newer.js'",
    'backstage',
  );

  expect(error).toContain(
    "The database of the plugin 'catalog' was migrated by a newer build (99990101_newer is unknown to this one). Start that build or a later one",
  );
  expect(instance.server.exitCode).toBe(1);
});
