import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  type AuthService,
  type BackendFeature,
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
import { setTimeout } from 'node:timers/promises';
import ownershipPolicy from '../index';
import { type FileServer } from './startFileServer';

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
 * Names the plugin that acts on behalf of a user, as a real token does. The mock of Backstage omits
 * the actor.
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

/** A response with its body as text. */
export interface PortalResponse {
  status: number;
  text: string;
}

/** A backend with the catalog, the permission backend and the ownership policy. */
export interface Portal {
  /** Sends a request to the catalog as a user (`tomas`, `tomas through scaffolder`), as a `service` or as `nobody`. */
  call(
    method: string,
    path: string,
    who: string,
    body?: object,
  ): Promise<PortalResponse>;
  /** Registers a URL as a user, and returns the path of the location. */
  register(target: string, who: string): Promise<string>;
  /** Waits until the catalog has an entity with relations, and returns its uid. */
  waitForEntity(name: string, kind?: string): Promise<string>;
  stop(): Promise<void>;
}

function headersOf(who: string): Record<string, string> {
  if (who === 'nobody') {
    return {};
  }
  if (who === 'service') {
    return { authorization: mockCredentials.service.header() };
  }
  const [name, actor] = who.split(' through ');
  return {
    authorization: `Bearer ${mockCredentials.user.token(
      `user:default/${name}`,
      actor ? { actor: { subject: `plugin:${actor}` } } : undefined,
    )}`,
  };
}

/** What a portal of a test needs. */
export interface PortalOptions {
  files: FileServer;
  /** For `backend.database`. Default: SQLite in memory. */
  database?: object;
  /** For `catalog`. */
  catalog?: object;
  features?: BackendFeature[];
}

export async function startPortal({
  files,
  database,
  catalog = {},
  features = [],
}: PortalOptions): Promise<Portal> {
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      permissionPlugin,
      permissionsServiceFactory,
      auth,
      httpAuthServiceFactory,
      userInfo,
      ownershipPolicy,
      ...features,
      ...(database ? [databaseServiceFactory] : []),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: {
            baseUrl: 'http://localhost',
            reading: { allow: [{ host: files.host }] },
            ...(database && { database: database as {} }),
          },
          catalog: {
            processingInterval: { seconds: 1 },
            stitchingStrategy: { pollingInterval: { milliseconds: 50 } },
            rules: [{ allow: ['Component', 'Group', 'Location'] }],
            ...catalog,
          },
          permission: {
            enabled: true,
            administrators: ['group:default/platform'],
          },
        },
      }),
    ],
  });

  async function call(
    method: string,
    path: string,
    who: string,
    body?: object,
  ): Promise<PortalResponse> {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/catalog${path}`,
      {
        method,
        headers: { 'content-type': 'application/json', ...headersOf(who) },
        body: body && JSON.stringify(body),
      },
    );
    return { status: response.status, text: await response.text() };
  }

  return {
    call,
    async register(target, who) {
      const { status, text } = await call('POST', '/locations', who, {
        type: 'url',
        target,
      });
      expect({ status, text }).toMatchObject({ status: 201 });
      return `/locations/${JSON.parse(text).location.id}`;
    },
    async waitForEntity(name, kind = 'component') {
      for (;;) {
        const { status, text } = await call(
          'GET',
          `/entities/by-name/${kind}/default/${name}`,
          'service',
        );
        const entity = status === 200 ? JSON.parse(text) : undefined;
        if (entity?.relations?.length > 0 || (entity && kind !== 'component')) {
          return entity.metadata.uid;
        }
        await setTimeout(50);
      }
    },
    stop: () => backend.stop(),
  };
}
