import {
  FileServer,
  component,
  group,
  locationOf,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { findPostgres, startPostgres } from '../__testUtils__/startPostgres';
import { Portal, startPortal } from '../__testUtils__/startPortal';

const postgres = findPostgres();
const databases = [
  { name: 'SQLite', start: async () => undefined },
  // Skipped on systems for which npm does not carry PostgreSQL.
  ...(postgres
    ? [{ name: 'PostgreSQL', start: () => startPostgres(postgres) }]
    : []),
];

describe.each(databases)('a location on $name', ({ start }) => {
  let files: FileServer;
  let portal: Portal;
  let server: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    files = await startFileServer();
    server = await start();
    portal = await startPortal({
      files,
      database: server && { client: 'pg', connection: server.connection },
    });
  }, 120_000);

  afterAll(async () => {
    await portal?.stop();
    await server?.close();
    files?.close();
  }, 30_000);

  /** Registers a file with entities, and waits until each Component has its owner. */
  async function register(
    path: string,
    ...entities: ReturnType<typeof component>[]
  ) {
    const location = await portal.register(
      files.serve(path, ...entities),
      'tomas',
    );
    for (const { metadata } of entities) {
      await portal.waitForEntity(metadata.name);
    }
    return location;
  }

  async function isRegistered(location: string) {
    return (await portal.call('GET', location, 'service')).status === 200;
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
      expect(await portal.call('DELETE', location, who)).toMatchObject({
        status,
      });
      expect(await isRegistered(location)).toBe(status !== 204);
    },
    30_000,
  );

  it('unregisters a monorepo whose nested Locations have no owner', async () => {
    files.serve('/mono/a.yaml', component('mono-a', 'booking'));
    files.serve('/mono/b.yaml', component('mono-b', 'booking'));
    files.serve('/mono/nested.yaml', locationOf('mono-nested', './b.yaml'));
    const location = await portal.register(
      files.serve(
        '/mono/all.yaml',
        locationOf('mono', './a.yaml', './nested.yaml'),
      ),
      'aiko',
    );
    await portal.waitForEntity('mono-a');
    await portal.waitForEntity('mono-b');
    expect(await portal.call('DELETE', location, 'aiko')).toMatchObject({
      status: 403,
    });
    expect(await portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 204,
    });
  }, 30_000);

  it('names at most three entities that the user does not own', async () => {
    const location = await register(
      '/shared.yaml',
      component('shared-own', 'booking'),
      ...['a', 'b', 'c', 'd'].map(each => component(`shared-${each}`, 'fleet')),
    );
    const { status, text } = await portal.call('DELETE', location, 'tomas');
    expect(status).toBe(403);
    const { message } = JSON.parse(text).error;
    expect(message.match(/component:default\/shared-[a-d]/g)).toHaveLength(3);
    expect(message).toContain(' and others');
    expect(message).not.toContain('shared-own');
    expect(await isRegistered(location)).toBe(true);
  }, 30_000);

  it('requires an administrator if the location brings in an entity without an owner', async () => {
    const location = await portal.register(
      files.serve(
        '/unowned.yaml',
        component('with-unowned', 'booking'),
        group('unowned'),
      ),
      'tomas',
    );
    await portal.waitForEntity('with-unowned');
    await portal.waitForEntity('unowned', 'group');
    const response = await portal.call('DELETE', location, 'tomas');
    expect(response.status).toBe(403);
    expect(response.text).toContain('group:default/unowned.');
    expect(await portal.call('DELETE', location, 'mira')).toMatchObject({
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
        expect(await portal.call('DELETE', location, who)).toMatchObject({
          status,
        });
      }
    },
    30_000,
  );

  it.each([
    [600, 'booking', 204],
    [3000, 'fleet', 403],
  ])(
    'with %i entities, the last of which %s owns, responds to a user of Booking with %i',
    async (count, ownerOfLast, status) => {
      const names = Array.from(
        { length: count - 1 },
        (_, index) => `one-of-${count}-${index}`,
      );
      const last = `last-of-${count}`;
      const location = await portal.register(
        files.serve(
          `/large-${count}.yaml`,
          ...names.map(name => component(name, 'booking')),
          component(last, ownerOfLast),
        ),
        'tomas',
      );
      for (const name of [...names, last]) {
        await portal.waitForEntity(name);
      }
      const response = await portal.call('DELETE', location, 'tomas');
      expect(response).toMatchObject({ status });
      if (status === 403) {
        expect(response.text).toContain(`component:default/${last}.`);
      }
    },
    300_000,
  );

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
    'responds with 404 to %s with an ID that is not a UUID',
    async method => {
      for (const who of ['tomas', 'mira', 'service']) {
        for (const id of ['1', 'by-query', 'a%20b', `x${'0'.repeat(35)}`]) {
          expect(
            await portal.call(
              method,
              `/locations/${id}`,
              who,
              method === 'PUT'
                ? { type: 'url', target: files.urlOf('/other.yaml') }
                : undefined,
            ),
          ).toMatchObject({ status: 404 });
        }
      }
    },
  );

  it('responds with 404 to a location that does not exist', async () => {
    const location = `/locations/${crypto.randomUUID()}`;
    for (const who of ['tomas', 'mira', 'service']) {
      expect(await portal.call('DELETE', location, who)).toMatchObject({
        status: 404,
        text: expect.stringContaining('Found no location with ID'),
      });
    }
  });
});
