import { setTimeout as delay } from 'node:timers/promises';
import { type BackendFeature } from '@backstage/backend-plugin-api';
import { type JsonObject } from '@backstage/types';
import { type Browser } from '@backstage-bitbucket/test-kit';
import { openSqlite, type TestDatabase } from './databases';
import { HostileBitbucket } from './HostileBitbucket';
import { startPortal, type TestPortal } from './startPortal';

export interface SessionPortals {
  bitbucket: HostileBitbucket;
  database: TestDatabase;
  portal: TestPortal;
  /** Another instance with the same database. */
  second: TestPortal;
  signIn(env: string): Promise<Browser>;
  /** Returns a browser with the same cookies whose requests reach another instance. */
  twinOf(browser: Browser): Browser;
  /** Returns the row of the session that was created last. */
  row(): Promise<any>;
  /** Changes the row of the session that was created last. */
  alter(columns: object): Promise<void>;
  /** Returns the number of requests that Bitbucket received. */
  countRequests(): number;
  /** Returns the audit events of the first instance, for example `sign-in succeeded`. */
  events(): string[];
  /** Waits for a condition that becomes true after a response. */
  until(isSo: () => Promise<boolean> | boolean): Promise<void>;
}

/**
 * Starts two instances of a portal that share a database, for all tests of a file. The environment
 * `development` always exists.
 */
export function useSessionPortals(
  environments: { [name: string]: JsonObject } = {},
  features: BackendFeature[] = [],
): SessionPortals {
  const used = {} as SessionPortals;
  const rows = () => used.database.knex('bitbucket_auth_sessions');
  used.row = async () => rows().orderBy('created_at', 'desc').first();
  used.alter = async columns => {
    const { id_hash } = await used.row();
    await rows().where({ id_hash }).update(columns);
  };
  used.signIn = async env => {
    const browser = used.portal.newBrowser();
    const result = await browser.comeBack(await browser.callbackOf(env));
    expect(result).toHaveProperty('response');
    return browser;
  };
  used.twinOf = browser => {
    const twin = used.second.newBrowser();
    for (const name of browser.cookieNames()) {
      twin.setCookie(name, browser.cookie(name) ?? '');
    }
    return twin;
  };
  used.countRequests = () =>
    Object.values(used.bitbucket.requests).reduce((one, other) => one + other);
  used.events = () =>
    used.portal.audited.map(({ eventId, status }) => `${eventId} ${status}`);
  used.until = async isSo => {
    while (!(await isSo())) {
      await delay(5);
    }
  };

  beforeAll(async () => {
    used.bitbucket = await HostileBitbucket.start();
    used.database = await openSqlite();
    const hosts = {
      baseUrl: used.bitbucket.url,
      apiBaseUrl: used.bitbucket.apiUrl,
    };
    const options = {
      features,
      database: used.database.service,
      environments: Object.fromEntries(
        Object.entries({ development: { sessions: {} }, ...environments }).map(
          ([name, own]) => [name, { ...hosts, ...own }],
        ),
      ),
    };
    used.portal = await startPortal(options);
    used.second = await startPortal(options);
  });
  afterAll(async () => {
    await used.portal.close();
    await used.second.close();
    await used.bitbucket.close();
    await used.database.close();
  });
  beforeEach(async () => {
    used.bitbucket.reset();
    used.portal.audited.length = 0;
    used.second.audited.length = 0;
    await rows().delete();
  });
  return used;
}

/** The headers of a refresh and a sign-out. */
export const ajax = { 'x-requested-with': 'XMLHttpRequest' };

/** The refresh of a session that remains valid. */
export const ok = expect.objectContaining({ status: 200, setCookies: [] });

/** Sends a refresh, and returns the response. */
export async function refresh(browser: Browser, env: string, scope = '') {
  const query = new URLSearchParams({ env, ...(scope && { scope }) });
  const response = await browser.fetch(`/refresh?${query}`, { headers: ajax });
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after')),
    setCookies: response.headers.getSetCookie(),
    body: await response.json(),
  };
}

/** Checks that a refresh is rejected, and that the browser keeps its cookies. */
export async function expectRefused(
  browser: Browser,
  message: RegExp,
  env = 'development',
) {
  const { status, setCookies, body } = await refresh(browser, env);
  expect({ status, setCookies }).toEqual({ status: 401, setCookies: [] });
  expect(body).not.toHaveProperty('backstageIdentity');
  expect(body.error).toMatchObject({
    name: 'AuthenticationError',
    message: expect.stringMatching(message),
  });
  expect(body.error.message).toMatch(/^[A-Z].*\.$/);
}
