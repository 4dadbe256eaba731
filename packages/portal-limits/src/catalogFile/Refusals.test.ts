import catalogPlugin from '@backstage/plugin-catalog-backend';
import { setTimeout } from 'node:timers/promises';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin], {
    catalog: {
      processingInterval: { seconds: 1 },
      rules: [
        { allow: ['Component', 'Location'] },
        { allow: [{ kind: 'Resource', 'spec.type': 'database' }] },
      ],
    },
  });
});

afterAll(() => backend.stop());

const entity = (kind: string, name: string, spec: object = {}) =>
  JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec,
  });
const component = (name: string) =>
  entity('Component', name, {
    type: 'service',
    lifecycle: 'production',
    owner: 'team',
  });
const eve = entity('User', 'eve', { memberOf: ['admins'] });
const SENTENCE =
  'The catalog does not take user:default/eve from https://bitbucket.org/acme/app/src/main/';

const register = (name: string, isDryRun: boolean) =>
  backend.send(`/api/catalog/locations?dryRun=${isDryRun}`, {
    type: 'url',
    target: `${REPOSITORY}/${name}`,
  });

async function waitForText(path: string, text: string) {
  for (;;) {
    const response = await backend.send(`/api/catalog/${path}`);
    if (response.text.includes(text)) {
      return response.text;
    }
    await setTimeout(100);
  }
}

const statusOf = async (path: string) =>
  (await backend.send(`/api/catalog/entities/by-name/${path}`)).status;

it('accepts the rest of a file with a forbidden User, and lists the rejected entity at its Location', async () => {
  backend.files['mixed.yaml'] = [component('shop'), eve].join('\n---\n');
  const { text } = await register('mixed.yaml', false);
  const { location } = JSON.parse(text);
  await waitForText('entities/by-name/component/default/shop', '"relations"');
  expect(await statusOf('user/default/eve')).toBe(404);

  const [, name] = location.entityRef.split('/');
  const shown = JSON.parse(
    await waitForText(`entities/by-name/location/default/${name}`, SENTENCE),
  );
  expect(shown.status.items).toEqual([
    {
      type: 'backstage.io/catalog-processing',
      level: 'error',
      message: expect.stringMatching(/^NotAllowedError: The catalog/),
      error: {
        name: 'NotAllowedError',
        message: `${SENTENCE}mixed.yaml, because catalog.rules does not allow entities of kind User from this location. Remove the entity from the file, or ask an administrator to allow it.`,
      },
    },
  ]);
  // The page of an entity shows the errors of its ancestors.
  expect(
    await waitForText(
      'entities/by-name/component/default/shop/ancestry',
      'because catalog.rules',
    ),
  ).toContain(SENTENCE);

  backend.files['mixed.yaml'] = component('shop');
  while (
    (
      await backend.send(
        `/api/catalog/entities/by-name/location/default/${name}`,
      )
    ).text.includes(SENTENCE)
  ) {
    await setTimeout(100);
  }
  expect(await statusOf('component/default/shop')).toBe(200);

  const path = `/api/catalog/locations/${location.id}`;
  expect(
    await backend.send(path, undefined, { method: 'DELETE' }),
  ).toMatchObject({ status: 204 });
}, 60_000);

it('keeps the entities of a registered file to which a forbidden User was added', async () => {
  backend.files['later.yaml'] = component('later');
  await register('later.yaml', false);
  await waitForText('entities/by-name/component/default/later', '"relations"');
  backend.files['later.yaml'] = [
    component('later'),
    component('next'),
    eve,
  ].join('\n---\n');
  await waitForText('entities/by-name/component/default/next', '"relations"');
  expect(await statusOf('component/default/later')).toBe(200);
}, 60_000);

it('reports a Location from which no entity is accepted', async () => {
  backend.files['people.yaml'] = [eve, entity('User', 'bob')].join('\n---\n');
  const { text } = await register('people.yaml', false);
  const [, name] = JSON.parse(text).location.entityRef.split('/');
  const shown = await waitForText(
    `entities/by-name/location/default/${name}`,
    SENTENCE,
  );
  expect(shown).toContain('user:default/bob');
}, 60_000);

describe('the dry run', () => {
  it.each([
    ['a User', () => eve, SENTENCE],
    [
      'a Resource of another type',
      () => entity('Resource', 'r', { type: 'queue' }),
      'kind Resource and type queue',
    ],
    [
      'a reserved name',
      () =>
        entity('Location', `generated-${'0'.repeat(40)}`, { targets: ['./a'] }),
      'is reserved for registered locations',
    ],
  ])('rejects a file that contains only %s', async (_, content, message) => {
    backend.files['only.yaml'] = content();
    const response = await register('only.yaml', true);
    expect(response.status).toBe(400);
    expect(response.text).toContain(message);
  });

  it('returns the rest of a file', async () => {
    backend.files['mixed.yaml'] = [
      eve,
      component('shop'),
      entity('Location', `generated-${'0'.repeat(40)}`, { targets: ['./a'] }),
    ].join('\n---\n');
    const { status, text } = await register('mixed.yaml', true);
    expect(status).toBe(201);
    const [location, ...entities] = JSON.parse(text).entities;
    expect(
      entities.map(
        ({ metadata }: { metadata: { name: string } }) => metadata.name,
      ),
    ).toEqual(['shop']);
    expect(location.status.items).toHaveLength(2);
  });

  it('lists the first 20 rejected entities', async () => {
    backend.files['many.yaml'] = [
      component('shop'),
      ...Array.from({ length: 30 }, (_, index) => entity('User', `u${index}`)),
    ].join('\n---\n');
    const { text } = await register('many.yaml', true);
    const [location] = JSON.parse(text).entities;
    expect(location.status.items).toHaveLength(21);
    expect(location.status.items[20].error.message).toBe(
      'The catalog rejects 10 more entities.',
    );
  });

  it('shortens the message of a rejected entity with a long kind', async () => {
    backend.files['long.yaml'] = [
      component('shop'),
      entity('x'.repeat(50_000), 'eve'),
    ].join('\n---\n');
    const { text } = await register('long.yaml', true);
    const [location] = JSON.parse(text).entities;
    expect(location.status.items[0].error.message).toMatch(
      /^The catalog does not take x.*The portal has shortened this message\.$/,
    );
    expect(JSON.stringify(location).length).toBeLessThan(20_000);
  });

  it('reports an entity without a name as before', async () => {
    backend.files['bad.yaml'] = [component('shop'), '{"kind": "User"}'].join(
      '\n---\n',
    );
    expect((await register('bad.yaml', true)).status).toBe(400);
  });
});
