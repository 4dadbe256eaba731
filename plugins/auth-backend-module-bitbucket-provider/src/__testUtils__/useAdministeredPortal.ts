import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { type Browser } from '@backstage-bitbucket/test-kit';
import { openSqlite, type TestDatabase } from './databases';
import { startPortal, type TestPortal } from './startPortal';
import { ajax } from './useSessionPortals';

export const mira = mockCredentials.user.header('user:default/mira');
export const admin = mockCredentials.user.header('user:default/admin');

export interface AdministeredPortal {
  database: TestDatabase;
  portal: TestPortal;
  /** The rows of all sessions. */
  rows(): any;
  signIn(): Promise<Browser>;
}

/** Only `admin` has permissions. */
const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () =>
    mockServices.permissions.mock({
      authorize: async (requests, { credentials }) =>
        requests.map(() => ({
          result:
            (credentials.principal as { userEntityRef?: string })
              .userEntityRef === 'user:default/admin'
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        })),
    }),
});

/** Starts a portal with an administrator, for all tests of a file. */
export function useAdministeredPortal(): AdministeredPortal {
  const used = {} as AdministeredPortal;
  used.rows = () => used.database.knex('bitbucket_auth_sessions');
  used.signIn = async () => {
    const browser = used.portal.newBrowser();
    await browser.signIn('Mira');
    expect(browser.session()).toBeDefined();
    return browser;
  };
  beforeAll(async () => {
    used.database = await openSqlite();
    used.portal = await startPortal({
      database: used.database.service,
      environments: { development: { sessions: {} } },
      features: [permissions],
      config: { permission: { enabled: true } },
    });
  });
  afterAll(async () => {
    await used.portal.close();
    await used.database.close();
  });
  beforeEach(async () => {
    used.portal.audited.length = 0;
    await used.rows().delete();
  });
  return used;
}

/** Sends a request of the sessions page. */
export async function ask(
  browser: Browser,
  path: string,
  options: { as?: string; method?: string } = {},
) {
  const response = await browser.fetch(path, {
    method: options.method,
    headers: { ...ajax, ...(options.as && { authorization: options.as }) },
  });
  return { status: response.status, body: await response.json() };
}

/** Returns the IDs in a list. */
export const idsOf = ({ body }: { body: any }) =>
  body.sessions.map(({ id }: { id: string }) => id);
