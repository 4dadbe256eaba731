import {
  admin,
  ask,
  idsOf,
  mira,
  useAdministeredPortal,
} from '../__testUtils__/useAdministeredPortal';
import { advanceClock } from '../__testUtils__/clock';
import { ajax } from '../__testUtils__/useSessionPortals';

const DAY = 24 * 60 * 60 * 1000;
const OWN = '/sessions?env=development';
const OF_MIRA = '/users/default/mira/sessions';

const used = useAdministeredPortal();

describe('the sessions of another user', () => {
  it('are listed for an administrator, who also sees the browser of each', async () => {
    const browser = await used.signIn();
    await used.signIn();
    const { body } = await ask(browser, OF_MIRA, { as: admin });
    expect(
      body.sessions.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent),
    ).toEqual(expect.arrayContaining([true, false]));
    expect(used.portal.audited.map(({ eventId }) => eventId)).toContain(
      'session-list',
    );
  });

  it.each([
    ['GET', 'session-list'],
    ['DELETE', 'session-end'],
  ])('are denied to a user, which is recorded: %s', async (method, eventId) => {
    const browser = await used.signIn();
    used.portal.audited.length = 0;
    expect(await ask(browser, OF_MIRA, { as: mira, method })).toMatchObject({
      status: 403,
    });
    expect(used.portal.audited).toMatchObject([
      {
        eventId,
        status: 'failed',
        meta: { userEntityRef: 'user:default/mira', by: 'user:default/mira' },
      },
    ]);
  });

  it('end after the user was renamed in the catalog', async () => {
    const browser = await used.signIn();
    const [user] = used.portal.entities;
    user.metadata.name = 'mira-new';
    const path = '/users/default/mira-new/sessions';
    expect(idsOf(await ask(browser, path, { as: admin }))).toHaveLength(1);
    const { body } = await ask(browser, path, { as: admin, method: 'DELETE' });
    expect(body.ended).toBe(1);
    user.metadata.name = 'mira';
    expect(await browser.refresh()).not.toHaveProperty('backstageIdentity');
  });

  it('end even if the clock of the instance that created them was days ahead', async () => {
    const browser = await used.signIn();
    advanceClock(2 * DAY);
    const ahead = await used.signIn();
    advanceClock(-2 * DAY);
    expect(idsOf(await ask(browser, OWN, { as: mira }))).toHaveLength(2);
    expect(idsOf(await ask(browser, OF_MIRA, { as: admin }))).toHaveLength(2);
    const options = { as: admin, method: 'DELETE' };
    expect(await ask(browser, OF_MIRA, options)).toMatchObject({
      body: { ended: 2 },
    });
    expect(await ahead.refresh()).not.toHaveProperty('backstageIdentity');
  });

  it('are listed even if the time of one is damaged', async () => {
    const browser = await used.signIn();
    await used.rows().update({ last_used_at: 9e15 });
    await used.signIn();
    for (const [path, as] of [
      [OF_MIRA, admin],
      [OWN, mira],
    ]) {
      const listed = await ask(await used.signIn(), path, { as });
      expect(listed.status).toBe(200);
      expect(idsOf(listed).length).toBeGreaterThan(0);
    }
    expect((await browser.refresh()).error.message).toMatch(/^[A-Z].*\.$/);
  });

  it('end, including one that was replaced a moment ago', async () => {
    const browser = await used.signIn();
    const former = browser.session()!;
    await browser.signIn('Mira');
    const open = used.portal.newBrowser();
    open.setCookie('bitbucket-session', former);
    expect(await open.refresh()).toHaveProperty('backstageIdentity');
    expect(idsOf(await ask(browser, OF_MIRA, { as: admin }))).toHaveLength(1);

    const { body } = await ask(browser, `${OF_MIRA}?reason=Left`, {
      as: admin,
      method: 'DELETE',
    });
    // The user does not see the replaced session.
    expect(body.ended).toBe(1);
    for (const each of [open, browser]) {
      expect(await each.refresh()).not.toHaveProperty('backstageIdentity');
    }
  });

  it('end together with the access of command line tools, which is recorded', async () => {
    await used.database.knex('offline_sessions').insert({
      id: crypto.randomUUID(),
      user_entity_ref: 'user:default/mira',
      token_hash: 'x',
    });
    const { body } = await ask(
      used.portal.newBrowser(),
      `${OF_MIRA}?reason=Stolen`,
      { as: admin, method: 'DELETE' },
    );
    expect(body.ended).toBe(0);
    expect(body.notes[0]).toContain('Access of 1 command line tools');
    expect(used.portal.audited).toEqual([
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
  ])('make the client retry when %s cannot read %s', async (method, table) => {
    await used.database.knex.raw(
      `ALTER TABLE ${table} RENAME COLUMN user_entity_ref TO away`,
    );
    const response = await used.portal.newBrowser().fetch(OF_MIRA, {
      method,
      headers: { ...ajax, authorization: admin },
    });
    await used.database.knex.raw(
      `ALTER TABLE ${table} RENAME COLUMN away TO user_entity_ref`,
    );
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.text()).not.toContain('user_entity_ref');
  });

  it.each(['%00', 'a%20b', 'a'.repeat(64)])(
    'are not found for the name %s',
    async name => {
      expect(
        await ask(used.portal.newBrowser(), `/users/default/${name}/sessions`, {
          as: admin,
        }),
      ).toMatchObject({ status: 404 });
    },
  );

  it.each(['a\nb', 'a'.repeat(10_000)])(
    'do not end for a reason with more than one line',
    async reason => {
      const browser = await used.signIn();
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
    const browser = await used.signIn();
    expect(
      await ask(browser, `${OF_MIRA}/${crypto.randomUUID()}`, {
        as: admin,
        method: 'DELETE',
      }),
    ).toMatchObject({ status: 404 });
  });
});
