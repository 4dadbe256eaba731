import {
  type BitbucketCloudStub,
  type BitbucketCloudStubOptions,
  createBitbucketCloudStub,
  type OAuthClient,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { DefaultAuditorService } from '@backstage/backend-defaults/auditor';
import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { type UserEntity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import {
  type CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { type JsonObject } from '@backstage/types';
import { Browser } from '@backstage-bitbucket/test-kit';
import authModuleBitbucketProvider from '..';

/** The OAuth consumer of every portal in the tests. */
export const CLIENT = { id: 'the-portal', secret: 's3cret-of-the-portal' };

export const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

/** The outcome of an audit event. */
export interface AuditedEvent {
  eventId: string;
  status: 'succeeded' | 'failed';
  meta: JsonObject;
  error?: Error;
}

export interface TestPortal {
  stub: BitbucketCloudStub;
  /** `…/api/auth/bitbucket` */
  providerUrl: string;
  newBrowser(): Browser;
  /** Returns the complete output of the backend, including its access log. */
  log(): string;
  audited: AuditedEvent[];
  /** The users of the catalog. A test can change them. */
  entities: UserEntity[];
  /** Registers the portal at the stub again, because `stub.reset()` removes it. */
  registerClient(change?: Partial<OAuthClient>): void;
  close(): Promise<void>;
}

export interface TestPortalOptions {
  /** The settings of each auth environment; at least `development`. */
  environments: { [name: string]: JsonObject };
  entities?: UserEntity[];
  /** The database of another instance. Default: an empty database. */
  database?: DatabaseService;
  appUrl?: string;
  /** In addition to `app` and `auth`. */
  config?: JsonObject;
  /** Replaces this package's module. */
  provider?: BackendFeature;
  /** In addition to the auth backend and the provider. */
  features?: BackendFeature[];
  stub?: BitbucketCloudStubOptions | BitbucketCloudStub;
  /** An auditor that fails for the events that are `true`. A test can change the values. */
  failingAuditor?: { begin: boolean; end: boolean };
}

/** Returns a user of the catalog. */
export function createUser(
  name: string,
  annotations: Record<string, string>,
  email?: string,
): UserEntity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default', annotations },
    spec: { profile: { email }, memberOf: [] },
  };
}

/** Starts the real auth backend with this package's module, and a stub for Bitbucket. */
export async function startPortal(
  options: TestPortalOptions,
): Promise<TestPortal> {
  const stub = isRunning(options.stub)
    ? options.stub
    : await createBitbucketCloudStub(options.stub);
  const lines: unknown[] = [];
  const write = (...line: unknown[]) => {
    lines.push(line);
  };
  const logger = mockServices.rootLogger.mock({
    child: () => logger,
    debug: write,
    info: write,
    warn: write,
    error: write,
  });
  const audited: AuditedEvent[] = [];
  const entities = options.entities ?? [
    createUser('mira', { 'bitbucket.org/user-id': MIRA }),
  ];
  const defaults = {
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    baseUrl: stub.url,
    apiBaseUrl: stub.apiUrl,
    requestTimeout: { seconds: 5 },
    // Every refresh sends requests to Bitbucket, so that a test can attack the responses at a refresh
    // and at a sign-in.
    sessions: { accessToken: 'always', checkWithin: { seconds: 0 } },
    signIn: { resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }] },
  };
  const backend = await startTestBackend({
    features: [
      authPlugin,
      options.provider ?? authModuleBitbucketProvider,
      ...(options.features ?? []),
      createCatalog(entities),
      ...(options.database ? [provideDatabase(options.database)] : []),
      logger.factory,
      options.failingAuditor
        ? createFailingAuditor(options.failingAuditor)
        : createAuditor(audited, write),
      mockServices.rootConfig.factory({
        data: {
          ...options.config,
          app: { baseUrl: options.appUrl ?? 'http://localhost:3000' },
          auth: {
            providers: {
              bitbucket: Object.fromEntries(
                Object.entries(options.environments).map(([name, own]) => [
                  name,
                  { ...defaults, ...own },
                ]),
              ),
            },
          },
        },
      }),
    ],
  });
  const providerUrl = `http://localhost:${backend.server.port()}/api/auth/bitbucket`;
  const registerClient = (change: Partial<OAuthClient> = {}) =>
    stub.registerClient({
      ...CLIENT,
      callbackUrl: providerUrl,
      scopes: ['account', 'email', 'team'],
      ...change,
    });
  registerClient();
  return {
    stub,
    providerUrl,
    newBrowser: () => new Browser(providerUrl),
    log: () => JSON.stringify(lines, replaceErrors),
    audited,
    entities,
    registerClient,
    close: async () => {
      await backend.stop();
      if (!isRunning(options.stub)) {
        await stub.close();
      }
    },
  };
}

/** A catalog that reads the list for each request. */
function createCatalog(entities: UserEntity[]) {
  return createServiceFactory({
    service: catalogServiceRef,
    deps: {},
    factory: () =>
      new Proxy(catalogServiceMock(), {
        get(_, method: keyof CatalogService) {
          const catalog = catalogServiceMock({ entities });
          return catalog[method]?.bind(catalog);
        },
      }),
  });
}

function provideDatabase(database: DatabaseService) {
  return createServiceFactory({
    service: coreServices.database,
    deps: {},
    factory: () => database,
  });
}

function isRunning(
  stub: TestPortalOptions['stub'],
): stub is BitbucketCloudStub {
  return stub !== undefined && 'close' in stub;
}

/** Backstage's auditor. It also records the outcome of each event, and writes everything to the log. */
function createAuditor(
  audited: AuditedEvent[],
  write: (...line: unknown[]) => void,
) {
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {
      auth: coreServices.auth,
      httpAuth: coreServices.httpAuth,
      plugin: coreServices.pluginMetadata,
    },
    factory: deps =>
      DefaultAuditorService.create(event => {
        write('audit', event.eventId, event.status, event);
        if (event.status !== 'initiated') {
          const { eventId, status, meta = {} } = event;
          const error = status === 'failed' ? event.error : undefined;
          audited.push({ eventId, status, meta, error });
        }
      }, deps),
  });
}

function createFailingAuditor(failing: { begin: boolean; end: boolean }) {
  const fail = (what: keyof typeof failing) => async () => {
    if (failing[what]) {
      throw new Error('connect ECONNREFUSED 10.0.0.9:5432: audit');
    }
  };
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {},
    factory: () => ({
      async createEvent() {
        await fail('begin')();
        return { success: fail('end'), fail: fail('end') };
      },
    }),
  });
}

function replaceErrors(_key: string, value: unknown) {
  return value instanceof Error
    ? {
        ...value,
        name: value.name,
        message: value.message,
        stack: value.stack,
        cause: value.cause,
      }
    : value;
}
