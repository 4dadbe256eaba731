import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  AuthService,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import ownershipPolicy from './index';

const groups: Record<string, string[]> = {
  'user:default/tomas': ['group:default/booking'],
  'user:default/aiko': ['group:default/fleet'],
  'user:default/mira': ['group:default/platform'],
};

const userInfo = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: () => ({
    async getUserInfo(credentials) {
      const { userEntityRef } = credentials.principal as {
        userEntityRef: string;
      };
      return {
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, ...groups[userEntityRef]],
      };
    },
  }),
});

/**
 * Marks a person on whose behalf a plugin asks, as real tokens do. The permission backend tells such
 * a request from one that a person makes, and the stand-in leaves the mark out.
 */
const auth = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory({ plugin }): AuthService {
    const mock = mockServices.auth({ pluginId: plugin.getId() });
    return {
      async authenticate(token, options) {
        const credentials = await mock.authenticate(token, options);
        return mock.isPrincipal(credentials, 'user') &&
          token.startsWith('mock-service-token')
          ? mockCredentials.user(credentials.principal.userEntityRef, {
              actor: { subject: 'plugin:catalog' },
            })
          : credentials;
      },
      isPrincipal: mock.isPrincipal.bind(mock),
      getNoneCredentials: mock.getNoneCredentials.bind(mock),
      getOwnServiceCredentials: mock.getOwnServiceCredentials.bind(mock),
      getPluginRequestToken: mock.getPluginRequestToken.bind(mock),
      getLimitedUserToken: mock.getLimitedUserToken.bind(mock),
      listPublicServiceKeys: mock.listPublicServiceKeys.bind(mock),
    };
  },
});

/** A repository with one file for each owner. */
async function startRepository(): Promise<Server> {
  const server = createServer((req, res) => {
    const [owner, name] = req.url!.split('/').slice(1);
    if (owner === 'nothing') {
      res.writeHead(404).end();
      return;
    }
    res.setHeader('content-type', 'application/yaml');
    const component = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name },
      spec: { type: 'service', lifecycle: 'production', owner },
    };
    const another = { ...component, metadata: { name: `${name}-of-fleet` } };
    const documents =
      owner === 'shared'
        ? [
            { ...component, spec: { ...component.spec, owner: 'booking' } },
            { ...another, spec: { ...component.spec, owner: 'fleet' } },
          ]
        : [component];
    res.end(documents.map(each => JSON.stringify(each)).join('\n---\n'));
  });
  await new Promise<void>(listening => server.listen(0, listening));
  return server;
}

describe('a portal with the policy', () => {
  let repository: Server;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    repository = await startRepository();
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        permissionPlugin,
        permissionsServiceFactory,
        auth,
        httpAuthServiceFactory,
        userInfo,
        ownershipPolicy,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            backend: {
              baseUrl: 'http://localhost',
              reading: { allow: [{ host: hostOf(repository) }] },
            },
            catalog: { processingInterval: { seconds: 1 } },
            permission: {
              enabled: true,
              administrators: ['group:default/platform'],
            },
          },
        }),
      ],
    });
  }, 60_000);

  afterAll(async () => {
    await backend?.stop();
    repository?.close();
  });

  function hostOf(server: Server) {
    return `localhost:${(server.address() as AddressInfo).port}`;
  }

  async function call(
    method: string,
    path: string,
    who: string,
    body?: object,
  ) {
    const authorization =
      who === 'service'
        ? mockCredentials.service.header()
        : mockCredentials.user.header(`user:default/${who}`);
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/catalog${path}`,
      {
        method,
        headers: {
          'content-type': 'application/json',
          ...(who === 'nobody' ? {} : { authorization }),
        },
        body: body && JSON.stringify(body),
      },
    );
    const text = await response.text();
    return { status: response.status, text };
  }

  /** Registers a file, and waits until what is in it has an owner in the catalog. */
  async function register(owner: string, name: string) {
    const registered = await call('POST', '/locations', 'tomas', {
      type: 'url',
      target: `http://${hostOf(repository)}/${owner}/${name}/catalog-info.yaml`,
    });
    expect(registered).toMatchObject({ status: 201 });
    const { id } = JSON.parse(registered.text).location;
    const names = owner === 'shared' ? [name, `${name}-of-fleet`] : [name];
    const uids: string[] = [];
    for (const each of names) {
      uids.push(await waitForEntity(each));
    }
    return {
      location: `/locations/${id}`,
      entity: `/entities/by-uid/${uids[0]}`,
    };
  }

  async function waitForEntity(name: string): Promise<string> {
    for (;;) {
      const { status, text } = await call(
        'GET',
        `/entities/by-name/component/default/${name}`,
        'aiko',
      );
      const entity = status === 200 ? JSON.parse(text) : undefined;
      if (entity?.relations?.length > 0) {
        return entity.metadata.uid;
      }
      await setTimeout(100);
    }
  }

  it.each([
    ['tomas', 204],
    ['mira', 204],
    ['service', 204],
    ['aiko', 403],
    ['nobody', 401],
  ])(
    'removes an entity of Booking for %s: %i',
    async (who, status) => {
      const { entity } = await register('booking', `entity-for-${who}`);
      expect(await call('DELETE', entity, who)).toMatchObject({ status });
    },
    30_000,
  );

  it.each([
    ['tomas', 204],
    ['mira', 204],
    ['service', 204],
    ['aiko', 403],
    ['nobody', 401],
  ])(
    'unregisters a location of Booking for %s: %i',
    async (who, status) => {
      const { location } = await register('booking', `location-for-${who}`);
      const outcome = await call('DELETE', location, who);
      expect(outcome).toMatchObject({ status });
      const { status: left } = await call('GET', location, 'mira');
      expect(left).toBe(status === 204 ? 404 : 200);
    },
    30_000,
  );

  it('names the entities that are not yours, and leaves all of the location alone', async () => {
    const { location, entity } = await register('shared', 'two-owners');
    const outcome = await call('DELETE', location, 'tomas');
    expect(outcome.status).toBe(403);
    expect(outcome.text).toContain('component:default/two-owners-of-fleet');
    expect(outcome.text).not.toContain('component:default/two-owners,');
    expect(await call('GET', entity, 'tomas')).toMatchObject({ status: 200 });
  }, 30_000);

  it.each([
    ['tomas', 403],
    ['aiko', 403],
    ['mira', 204],
  ])(
    'unregisters a location that brought in nothing for %s: %i',
    async (who, status) => {
      const registered = await call('POST', '/locations', 'tomas', {
        type: 'url',
        target: `http://${hostOf(repository)}/nothing/for-${who}/broken.yaml`,
      });
      const { id } = JSON.parse(registered.text).location;
      const outcome = await call('DELETE', `/locations/${id}`, who);
      expect(outcome).toMatchObject({ status });
      const { status: left } = await call('GET', `/locations/${id}`, 'mira');
      expect(left).toBe(status === 204 ? 404 : 200);
    },
  );

  it('is not got around by another spelling of the path', async () => {
    const { location } = await register('booking', 'spelt-otherwise');
    const id = location.split('/').pop();
    await call('DELETE', `/LOCATIONS/${id}/`, 'aiko');
    expect(await call('GET', location, 'mira')).toMatchObject({ status: 200 });
  }, 30_000);

  it.each([
    ['tomas', 200],
    ['aiko', 403],
  ])(
    'lets %s point a location of Booking elsewhere: %i',
    async (who, status) => {
      const { location } = await register('booking', `moved-by-${who}`);
      const target = `http://${hostOf(
        repository,
      )}/booking/moved-by-${who}/other.yaml`;
      const outcome = await call('PUT', location, who, { type: 'url', target });
      expect(outcome).toMatchObject({ status });
    },
    30_000,
  );

  it.each([
    ['aiko', 403],
    ['tomas', 200],
  ])(
    'lets %s have an entity of Booking read again: %i',
    async (who, status) => {
      await register('booking', `refreshed-by-${who}`);
      const outcome = await call('POST', '/refresh', who, {
        entityRef: `component:default/refreshed-by-${who}`,
      });
      expect(outcome).toMatchObject({ status });
    },
    30_000,
  );
});
