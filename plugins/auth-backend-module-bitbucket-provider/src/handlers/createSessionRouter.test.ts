import { mockCredentials } from '@backstage/backend-test-utils';
import {
  admin,
  ask,
  idsOf,
  mira,
  useAdministeredPortal,
} from '../__testUtils__/useAdministeredPortal';

const DAY = 24 * 60 * 60 * 1000;
const OWN = '/sessions?env=development';
const OF_MIRA = '/users/default/mira/sessions';

const used = useAdministeredPortal();

describe('the sessions of a user', () => {
  it('are listed, with the session of this browser marked', async () => {
    const [first, second] = [await used.signIn(), await used.signIn()];
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
    // The response contains no token, no cookie and no account.
    expect(Object.keys(current).sort()).toEqual([
      'device',
      'id',
      'isCurrent',
      'lastUsedAt',
      'signedInAt',
    ]);
  });

  it('end, except for the session of this browser', async () => {
    const [first, second] = [await used.signIn(), await used.signIn()];
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
  ])('are denied to %s with %i', async (_, status, path, as) => {
    expect(await ask(await used.signIn(), path, { as })).toMatchObject({
      status,
    });
  });

  it('end when their row is damaged, which is recorded', async () => {
    const browser = await used.signIn();
    await used.rows().update({ payload: 'AAAA' });
    used.portal.audited.length = 0;
    expect(await ask(browser, OWN, { as: mira })).toMatchObject({
      status: 401,
    });
    await browser.refresh();
    expect(used.portal.audited.map(({ eventId }) => eventId)).toEqual([
      'session-end',
    ]);
  });

  it('are denied to a page of another site, which cannot send the header', async () => {
    const browser = await used.signIn();
    const { status } = await browser.fetch(OWN, {
      headers: { authorization: mira },
    });
    expect(status).toBe(401);
  });

  it('are not listed if the next request of their browser would end them', async () => {
    const browser = await used.signIn();
    const [unused] = await used.rows();
    await used.signIn();
    await used
      .rows()
      .where({ id_hash: unused.id_hash })
      .update({ last_used_at: Date.now() - 31 * DAY });
    for (const path of [OWN, OF_MIRA]) {
      const listed = await ask(
        path === OWN ? await used.signIn() : browser,
        path,
        {
          as: path === OWN ? mira : admin,
        },
      );
      expect(listed.status).toBe(200);
      expect(idsOf(listed)).not.toContain(unused.public_id);
      expect(idsOf(listed).length).toBeGreaterThan(0);
    }
  });
});
