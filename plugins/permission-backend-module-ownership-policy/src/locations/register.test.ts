import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  actionsRegistryServiceMock,
  type MockActionsRegistry,
} from '@backstage/backend-test-utils/alpha';
import {
  type FileServer,
  component,
  startFileServer,
} from '../__testUtils__/startFileServer';
import {
  databaseServers,
  type DatabaseServer,
} from '@backstage-bitbucket/test-kit';
import { type Portal, startPortal } from '../__testUtils__/startPortal';
import { LocationRegistrations } from './LocationRegistrations';

jest.setTimeout(30_000);

describe.each(databaseServers)('an empty location on $name', ({ start }) => {
  let actionsRegistry: MockActionsRegistry;
  let files: FileServer;
  let portal: Portal;
  let server: DatabaseServer;

  function open() {
    actionsRegistry = actionsRegistryServiceMock();
    return startPortal({
      files,
      database: server.config,
      features: [
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => actionsRegistry,
        }),
      ],
    });
  }

  beforeAll(async () => {
    files = await startFileServer();
    server = await start({ isKept: true });
    portal = await open();
  }, 120_000);

  afterAll(async () => {
    await portal?.stop();
    await server?.close();
    files?.close();
  }, 30_000);

  const unregister = async (location: string, who: string) =>
    (await portal.call('DELETE', location, who)).status;

  const post = (query: string, who: string, body: object) =>
    portal.call('POST', `/locations${query}`, who, body);

  const missing = (path: string) => ({
    type: 'url',
    target: files.urlOf(`/missing${path}`),
  });

  it.each([
    ['tomas', 204],
    ['tomas through scaffolder', 204],
    ['aiko', 403],
    ['mira', 204],
    ['service', 204],
    ['nobody', 401],
  ])(
    'that Tomas registered is unregistered by %s: %i',
    async (who, status) => {
      const { target } = missing(`/by-${who.replaceAll(' ', '-')}.yaml`);
      const location = await portal.register(target, 'tomas');
      expect(await unregister(location, who)).toBe(status);
    },
    30_000,
  );

  it('that the scaffolder registered for Tomas is unregistered by Tomas', async () => {
    const location = await portal.register(
      missing('/scaffolder.yaml').target,
      'tomas through scaffolder',
    );
    expect(await unregister(location, 'aiko')).toBe(403);
    expect(await unregister(location, 'tomas')).toBe(204);
  });

  it('that a service registered requires an administrator', async () => {
    const location = await portal.register(
      missing('/service.yaml').target,
      'service',
    );
    expect(await unregister(location, 'tomas')).toBe(403);
    expect(await unregister(location, 'mira')).toBe(204);
  });

  it('is registered and unregistered by the actions of the catalog', async () => {
    const credentials = mockCredentials.user('user:default/tomas');
    const { target } = missing('/action.yaml');
    const { output } = await actionsRegistry.invoke({
      id: 'test:register-entity',
      input: { locationUrl: target },
      credentials,
    });
    const { locationId } = output as { locationId: string };
    const act = (name: string) =>
      actionsRegistry.invoke({
        id: 'test:unregister-entity',
        input: { type: { locationId } },
        credentials: mockCredentials.user(`user:default/${name}`),
      });
    await expect(act('aiko')).rejects.toMatchObject({
      cause: { name: 'NotAllowedError' },
    });
    await expect(act('tomas')).resolves.toEqual({ output: {} });
    expect(await unregister(`/locations/${locationId}`, 'mira')).toBe(404);
  });

  it.each(['', '?onConflict=reject', '?dryRun=false'])(
    'with %j responds with 201 once, and with 409 to another user, who cannot unregister it',
    async query => {
      const body = missing(`/conflict.yaml${query}`);
      const first = await post(query, 'tomas', body);
      expect(first.status).toBe(201);
      const { id } = JSON.parse(first.text).location;
      expect(JSON.parse(first.text)).toEqual({
        location: { ...body, id, entityRef: expect.any(String) },
        entities: [],
      });
      const second = await post(query, 'aiko', body);
      expect(second.status).toBe(409);
      expect(JSON.parse(second.text)).toMatchObject({
        error: { name: 'ConflictError' },
        request: { method: 'POST', url: `/locations${query}` },
      });
      expect(await unregister(`/locations/${id}`, 'aiko')).toBe(403);
      expect(await unregister(`/locations/${id}`, 'tomas')).toBe(204);
    },
  );

  it.each([
    ['tomas', 201],
    ['mira', 201],
    ['aiko', 403],
  ])(
    'with onConflict=refresh is read again for %s: %i, and belongs to the user who registered it',
    async (who, status) => {
      const body = missing(`/refresh-${who}.yaml`);
      const query = '?onConflict=refresh';
      const first = await post(query, 'tomas', body);
      const second = await post(query, who, body);
      expect([first.status, second.status]).toEqual([201, status]);
      expect(second.text === first.text).toBe(status === 201);
      const location = `/locations/${JSON.parse(first.text).location.id}`;
      expect(await unregister(location, 'aiko')).toBe(403);
      expect(await unregister(location, 'tomas')).toBe(204);
    },
  );

  it('with onConflict=refresh and entities is only read again for their owners', async () => {
    const target = files.serve('/re-read.yaml', component('re-read', 'fleet'));
    await portal.register(target, 'tomas');
    await portal.waitForEntity('re-read');
    const refresh = async (who: string) =>
      (await post('?onConflict=refresh', who, { type: 'url', target })).status;
    expect([await refresh('tomas'), await refresh('aiko')]).toEqual([403, 201]);
  }, 30_000);

  it('is not recorded by a dry run', async () => {
    const target = files.serve('/dry.yaml', component('dry', 'booking'));
    const body = { type: 'url', target };
    const dry = await post('?dryRun=true', 'aiko', body);
    expect(JSON.parse(dry.text)).toMatchObject({ exists: false });
    expect(dry.status).toBe(201);
    const location = await portal.register(target, 'tomas');
    expect(await unregister(location, 'aiko')).toBe(403);
    expect(await unregister(location, 'tomas')).toBe(204);
  });

  it('belongs to the last user who registered it', async () => {
    const { target } = missing('/again.yaml');
    expect(
      await unregister(await portal.register(target, 'tomas'), 'mira'),
    ).toBe(204);
    const location = await portal.register(target, 'aiko');
    expect(await unregister(location, 'tomas')).toBe(403);
    expect(await unregister(location, 'aiko')).toBe(204);
  });

  it('is updated by administrators, and then belongs to them', async () => {
    const location = await portal.register(
      missing('/put.yaml').target,
      'tomas',
    );
    await portal.register(missing('/taken.yaml').target, 'aiko');
    const put = async (who: string, path: string) =>
      (await portal.call('PUT', location, who, missing(path))).status;
    expect(await put('aiko', '/moved.yaml')).toBe(403);
    expect(await put('tomas', '/moved.yaml')).toBe(403);
    expect(await put('mira', '/taken.yaml')).toBe(409);
    expect(await put('mira', '/moved.yaml')).toBe(200);
    expect(await unregister(location, 'tomas')).toBe(403);
    expect(await unregister(location, 'mira')).toBe(204);
  });

  it('that a service moves requires an administrator', async () => {
    const location = await portal.register(
      missing('/svc.yaml').target,
      'tomas',
    );
    await portal.call('PUT', location, 'service', missing('/svc-moved.yaml'));
    expect(await unregister(location, 'tomas')).toBe(403);
  });

  it.each([
    [400, '', { type: 'url' }],
    [400, '', { type: 'url', target: 'http://localhost/a', extra: 1 }],
    [400, '', { type: 'ftp', target: 'http://localhost/a' }],
    [400, '?onConflict=replace', { type: 'url', target: 'http://localhost/a' }],
    [400, '?unknown=1', { type: 'url', target: 'http://localhost/a' }],
  ])(
    'responds with %i to the query %j and the body %j',
    async (status, query, body) => {
      const response = await post(query, 'tomas', body);
      expect(response.status).toBe(status);
      expect(JSON.parse(response.text).error.name).toBe('InputError');
    },
  );

  it('grants the user who registered it no permissions once it has entities', async () => {
    const location = await portal.register(
      files.serve('/of-fleet.yaml', component('of-fleet', 'fleet')),
      'tomas',
    );
    await portal.waitForEntity('of-fleet');
    expect(await unregister(location, 'tomas')).toBe(403);
    expect(await unregister(location, 'aiko')).toBe(204);
  }, 30_000);

  it('is unregistered by the user who registered it after a restart', async () => {
    const location = await portal.register(
      missing('/restart.yaml').target,
      'tomas',
    );
    await portal.stop();
    portal = await open();
    expect(await unregister(location, 'aiko')).toBe(403);
    expect(await unregister(location, 'tomas')).toBe(204);
  }, 60_000);
});

it('does not create its table if the configuration skips migrations', async () => {
  const latest = jest.fn();
  await LocationRegistrations.create({
    ...mockServices.database.mock({
      getClient: async () => ({ migrate: { latest } } as never),
    }),
    migrations: { skip: true },
  });
  expect(latest).not.toHaveBeenCalled();
});
