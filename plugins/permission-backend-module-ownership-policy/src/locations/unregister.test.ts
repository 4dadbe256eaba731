import { component, group, locationOf } from '../__testUtils__/startFileServer';
import { databaseServers } from '@backstage-bitbucket/test-kit';
import { usePortal } from '../__testUtils__/usePortal';

jest.setTimeout(30_000);

describe.each(databaseServers)('a location on $name', ({ start }) => {
  const used = usePortal({}, start);

  /** Registers a file with entities, and waits until each Component has its owner. */
  async function register(
    path: string,
    ...entities: ReturnType<typeof component>[]
  ) {
    const location = await used.portal.register(
      used.files.serve(path, ...entities),
      'tomas',
    );
    for (const { metadata } of entities) {
      await used.portal.waitForEntity(metadata.name);
    }
    return location;
  }

  async function isRegistered(location: string) {
    return (await used.portal.call('GET', location, 'service')).status === 200;
  }

  it.each([
    ['tomas', 204],
    ['tomas through scaffolder', 204],
    ['mira', 204],
    ['service', 204],
    ['aiko', 403],
    ['nobody', 401],
  ])(
    'responds to %s, who unregisters a location of Booking, with %i',
    async (who, status) => {
      const name = `of-booking-for-${who.replaceAll(' ', '-')}`;
      const location = await register(
        `/${name}.yaml`,
        component(name, 'booking'),
      );
      expect(await used.portal.call('DELETE', location, who)).toMatchObject({
        status,
      });
      expect(await isRegistered(location)).toBe(status !== 204);
    },
    30_000,
  );

  it('unregisters a monorepo whose nested Locations have no owner', async () => {
    used.files.serve('/mono/a.yaml', component('mono-a', 'booking'));
    used.files.serve('/mono/b.yaml', component('mono-b', 'booking'));
    used.files.serve(
      '/mono/nested.yaml',
      locationOf('mono-nested', './b.yaml'),
    );
    const location = await used.portal.register(
      used.files.serve(
        '/mono/all.yaml',
        locationOf('mono', './a.yaml', './nested.yaml'),
      ),
      'aiko',
    );
    await used.portal.waitForEntity('mono-a');
    await used.portal.waitForEntity('mono-b');
    expect(await used.portal.call('DELETE', location, 'aiko')).toMatchObject({
      status: 403,
    });
    expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 204,
    });
  }, 30_000);

  it('remains with the user who registered it if its files only contain Locations', async () => {
    used.files.serve('/only/nested.yaml', locationOf('only-nested'));
    const location = await used.portal.register(
      used.files.serve('/only/all.yaml', locationOf('only', './nested.yaml')),
      'tomas',
    );
    await used.portal.waitForEntity('only-nested', 'location');
    expect(await used.portal.call('DELETE', location, 'aiko')).toMatchObject({
      status: 403,
      text: expect.stringContaining('it has no entities yet'),
    });
    expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 204,
    });
  }, 30_000);

  it('names at most three entities that the user does not own', async () => {
    const location = await register(
      '/shared.yaml',
      component('shared-own', 'booking'),
      ...['a', 'b', 'c', 'd'].map(each => component(`shared-${each}`, 'fleet')),
    );
    const { status, text } = await used.portal.call(
      'DELETE',
      location,
      'tomas',
    );
    expect(status).toBe(403);
    const { message } = JSON.parse(text).error;
    expect(message.match(/component:default\/shared-[a-d]/g)).toHaveLength(3);
    expect(message).toContain(' and others');
    expect(message).not.toContain('shared-own');
    expect(await isRegistered(location)).toBe(true);
  }, 30_000);

  it('can be unregistered by the user who registered it if the catalog rejects its file', async () => {
    const user = { ...group('eve'), kind: 'User', spec: { memberOf: [] } };
    const url = used.files.serve('/refused.yaml', component('refused'), user);
    const location = await used.portal.register(url, 'tomas');
    expect(await used.portal.call('DELETE', location, 'aiko')).toMatchObject({
      status: 403,
    });
    expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 204,
    });
  });

  it('requires an administrator if the location contains an entity without an owner', async () => {
    const location = await used.portal.register(
      used.files.serve(
        '/unowned.yaml',
        component('with-unowned', 'booking'),
        group('unowned'),
      ),
      'tomas',
    );
    await used.portal.waitForEntity('with-unowned');
    await used.portal.waitForEntity('unowned', 'group');
    const response = await used.portal.call('DELETE', location, 'tomas');
    expect(response.status).toBe(403);
    expect(response.text).toContain('group:default/unowned.');
    expect(await used.portal.call('DELETE', location, 'mira')).toMatchObject({
      status: 204,
    });
  }, 30_000);

  it.each([
    ['letters in different case', '/case/App.yaml', '/case/app.yaml'],
    ['a comma', '/comma/a.yaml,b', '/comma/c.yaml'],
    [
      'more than 200 characters',
      `/long/${'x'.repeat(220)}.yaml`,
      `/long/${'x'.repeat(219)}y.yaml`,
    ],
  ])(
    'is unregistered by its owners if its target has %s',
    async (_, one, another) => {
      const name = `odd-${one.split('/')[1]}`;
      const ofBooking = await register(one, component(name, 'booking'));
      const ofFleet = await register(another, component(`${name}-2`, 'fleet'));
      for (const [location, who, status] of [
        [ofBooking, 'aiko', 403],
        [ofFleet, 'tomas', 403],
        [ofBooking, 'tomas', 204],
        [ofFleet, 'aiko', 204],
      ] as const) {
        expect(await used.portal.call('DELETE', location, who)).toMatchObject({
          status,
        });
      }
    },
    30_000,
  );

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
    'responds with 404 to %s with an ID that is not a UUID',
    async method => {
      for (const who of ['tomas', 'mira', 'service']) {
        for (const id of ['1', 'by-query', 'a%20b', `x${'0'.repeat(35)}`]) {
          expect(
            await used.portal.call(
              method,
              `/locations/${id}`,
              who,
              method === 'PUT'
                ? { type: 'url', target: used.files.urlOf('/other.yaml') }
                : undefined,
            ),
          ).toMatchObject({ status: 404 });
        }
      }
    },
  );

  const cursorOf = (state: object) => ({
    cursor: Buffer.from(JSON.stringify(state)).toString('base64'),
  });

  it.each([
    cursorOf({ limit: 1, afterId: 'garbage' }),
    cursorOf({ limit: 1, query: { id: { $in: ['garbage'] } } }),
    { cursor: 'garbage' },
    { query: { $not: { ID: { $in: ['garbage'] } } } },
    { query: { $any: [{ id: { $in: [5] } }] } },
    { query: { id: { $hasPrefix: 'a' } } },
    { query: { target: 'a\0b' } },
  ])('responds with 400 to the query %j', async body => {
    expect(
      await used.portal.call('POST', '/locations/by-query', 'tomas', body),
    ).toMatchObject({ status: 400 });
  });

  it.each([
    {},
    { query: { id: crypto.randomUUID() } },
    { query: { id: { $in: [crypto.randomUUID()] } } },
    cursorOf({ limit: 1, afterId: crypto.randomUUID() }),
  ])('responds with 200 to the query %j', async body => {
    expect(
      await used.portal.call('POST', '/locations/by-query', 'tomas', body),
    ).toMatchObject({ status: 200 });
  });

  it.each([
    ['GET', '/entities/by-uid/a%00b', undefined],
    ['DELETE', '/entities/by-uid/a%00b', undefined],
    ['GET', '/entities/by-name/component/default/%00', undefined],
    ['GET', '/entities/by-query?fullTextFilterTerm=%00', undefined],
    ['POST', '/refresh', { entityRef: 'component:default/a\0' }],
    ['POST', '/locations', { type: 'url', target: 'http://a/\0' }],
  ])(
    'responds with 400 to a NUL character in %s %s',
    async (method, path, body) => {
      expect(await used.portal.call(method, path, 'mira', body)).toMatchObject({
        status: 400,
      });
    },
  );

  it('responds with 404 to a location that does not exist', async () => {
    const location = `/locations/${crypto.randomUUID()}`;
    for (const who of ['tomas', 'mira', 'service']) {
      expect(await used.portal.call('DELETE', location, who)).toMatchObject({
        status: 404,
        text: expect.stringContaining('Found no location with ID'),
      });
    }
  });
});
