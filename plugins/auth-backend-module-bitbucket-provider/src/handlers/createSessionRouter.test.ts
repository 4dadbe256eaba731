import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Browser } from '../__testUtils__/Browser';
import { openSqlite, TestDatabase } from '../__testUtils__/databases';
import { startPortal, TestPortal } from '../__testUtils__/startPortal';
import { ajax } from '../__testUtils__/useSessionPortals';

const DAY = 24 * 60 * 60 * 1000;
const OWN = '/sessions?env=development';
const OF_MIRA = '/users/default/mira/sessions';
const mira = mockCredentials.user.header('user:default/mira');
const admin = mockCredentials.user.header('user:default/admin');

let database: TestDatabase;
let portal: TestPortal;

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

beforeAll(async () => {
  database = await openSqlite();
  portal = await startPortal({
    database: database.service,
    environments: { development: { sessions: {} } },
    features: [permissions],
    config: { permission: { enabled: true } },
  });
});

afterAll(async () => {
  await portal.close();
  await database.close();
});

const rows = () => database.knex('bitbucket_auth_sessions');

beforeEach(async () => {
  portal.audited.length = 0;
  await rows().delete();
});

async function signIn(): Promise<Browser> {
  const browser = portal.newBrowser();
  await browser.signIn('Mira');
  expect(browser.session()).toBeDefined();
  return browser;
}

async function ask(
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

const idsOf = ({ body }: { body: any }) =>
  body.sessions.map(({ id }: { id: string }) => id);

describe('the sessions of a user', () => {
  it('are listed, with the one of this browser marked', async () => {
    const [first, second] = [await signIn(), await signIn()];
    const { status, body } = await ask(first, OWN, { as: mira });
    expect(status).toBe(200);
    expect(body.sessions).toHaveLength(2);
    const [current] = body.sessions.filter(
      ({ isCurrent }: { isCurrent: boolean }) => isCurrent,
    );
    const other = await ask(second, OWN, { as: mira });
    expect(
      other.body.sessions.find(({ id }: { id: string }) => id === current.id)
        .isCurrent,
    ).toBe(false);
    // No token, no cookie and no account.
    expect(Object.keys(current).sort()).toEqual([
      'device',
      'id',
      'isCurrent',
      'lastUsedAt',
      'signedInAt',
    ]);
  });

  it('end, except for the one of this browser', async () => {
    const [first, second] = [await signIn(), await signIn()];
    const { body } = await ask(first, OWN, { as: mira, method: 'DELETE' });
    expect(body.ended).toBe(1);
    expect(await first.refresh()).toHaveProperty('backstageIdentity');
    expect(await second.refresh()).not.toHaveProperty('backstageIdentity');
  });

  it.each<[string, number, string, string]>([
    ['another user', 403, OWN, admin],
    ['nobody', 401, OWN, mockCredentials.none.header()],
    ['a service', 403, OWN, mockCredentials.service.header()],
    ['the user, of an unknown environment', 404, '/sessions?env=none', mira],
  ])('are refused to %s with %i', async (_, status, path, as) => {
    expect(await ask(await signIn(), path, { as })).toMatchObject({ status });
  });

  it('end when their row is damaged, which is audited', async () => {
    const browser = await signIn();
    await rows().update({ payload: 'AAAA' });
    portal.audited.length = 0;
    expect(await ask(browser, OWN, { as: mira })).toMatchObject({
      status: 401,
    });
    await browser.refresh();
    expect(portal.audited.map(({ eventId }) => eventId)).toEqual([
      'session-end',
    ]);
  });

  it('are refused to a page of another site, which cannot send the header', async () => {
    const browser = await signIn();
    const { status } = await browser.fetch(OWN, {
      headers: { authorization: mira },
    });
    expect(status).toBe(401);
  });

  it('are not listed when the next request of their browser would end them', async () => {
    const browser = await signIn();
    const [unused] = await rows();
    await signIn();
    await rows()
      .where({ id_hash: unused.id_hash })
      .update({ last_used_at: Date.now() - 31 * DAY });
    for (const path of [OWN, OF_MIRA]) {
      const listed = await ask(path === OWN ? await signIn() : browser, path, {
        as: path === OWN ? mira : admin,
      });
      expect(listed.status).toBe(200);
      expect(idsOf(listed)).not.toContain(unused.public_id);
      expect(idsOf(listed).length).toBeGreaterThan(0);
    }
  });
});

describe('the sessions of another user', () => {
  it('are listed for an administrator, who sees his own browser', async () => {
    const browser = await signIn();
    await signIn();
    const { body } = await ask(browser, OF_MIRA, { as: admin });
    expect(
      body.sessions.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent),
    ).toEqual(expect.arrayContaining([true, false]));
    expect(portal.audited.map(({ eventId }) => eventId)).toContain(
      'session-list',
    );
  });

  it.each(['GET', 'DELETE'])('are refused to a user: %s', async method => {
    expect(
      await ask(await signIn(), OF_MIRA, { as: mira, method }),
    ).toMatchObject({ status: 403 });
  });

  it('end, also one that was replaced a moment ago', async () => {
    const browser = await signIn();
    const former = browser.session()!;
    await browser.signIn('Mira');
    const open = portal.newBrowser();
    open.setCookie('bitbucket-session', former);
    expect(await open.refresh()).toHaveProperty('backstageIdentity');
    expect(idsOf(await ask(browser, OF_MIRA, { as: admin }))).toHaveLength(1);

    const { body } = await ask(browser, `${OF_MIRA}?reason=Left`, {
      as: admin,
      method: 'DELETE',
    });
    expect(body.ended).toBe(2);
    for (const each of [open, browser]) {
      expect(await each.refresh()).not.toHaveProperty('backstageIdentity');
    }
  });

  it('end with the access of command line tools, which is audited', async () => {
    await database.knex('offline_sessions').insert({
      id: crypto.randomUUID(),
      user_entity_ref: 'user:default/mira',
      token_hash: 'x',
    });
    const { body } = await ask(
      portal.newBrowser(),
      `${OF_MIRA}?reason=Stolen`,
      { as: admin, method: 'DELETE' },
    );
    expect(body.ended).toBe(0);
    expect(body.notes[0]).toContain('Access of 1 command line tools');
    expect(portal.audited).toEqual([
      expect.objectContaining({
        eventId: 'session-end',
        meta: expect.objectContaining({
          by: 'user:default/admin',
          note: 'Stolen',
          offlineSessions: 1,
          userEntityRef: 'user:default/mira',
        }),
      }),
    ]);
  });

  it.each([
    ['GET', 'bitbucket_auth_sessions'],
    ['DELETE', 'bitbucket_auth_sessions'],
    ['DELETE', 'offline_sessions'],
  ])(
    'have the client try again when %s cannot read %s',
    async (method, table) => {
      await database.knex.raw(
        `ALTER TABLE ${table} RENAME COLUMN user_entity_ref TO away`,
      );
      const response = await portal.newBrowser().fetch(OF_MIRA, {
        method,
        headers: { ...ajax, authorization: admin },
      });
      await database.knex.raw(
        `ALTER TABLE ${table} RENAME COLUMN away TO user_entity_ref`,
      );
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await response.text()).not.toContain('user_entity_ref');
    },
  );

  it.each(['%00', 'a%20b', 'a'.repeat(64)])(
    'are not found for the name %s',
    async name => {
      expect(
        await ask(portal.newBrowser(), `/users/default/${name}/sessions`, {
          as: admin,
        }),
      ).toMatchObject({ status: 404 });
    },
  );

  it.each(['a\nb', 'a'.repeat(10_000)])(
    'do not end for a reason that is not a line',
    async reason => {
      const browser = await signIn();
      const { status } = await ask(
        browser,
        `${OF_MIRA}?reason=${encodeURIComponent(reason)}`,
        { as: admin, method: 'DELETE' },
      );
      expect(status).toBeGreaterThanOrEqual(400);
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    },
  );

  it('are not found when they have ended', async () => {
    const browser = await signIn();
    expect(
      await ask(browser, `${OF_MIRA}/${crypto.randomUUID()}`, {
        as: admin,
        method: 'DELETE',
      }),
    ).toMatchObject({ status: 404 });
  });
});
