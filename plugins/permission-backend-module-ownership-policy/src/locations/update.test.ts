import { component } from '../__testUtils__/startFileServer';
import { usePortal } from '../__testUtils__/usePortal';

jest.setTimeout(30_000);

describe('a registered location', () => {
  const used = usePortal();

  async function register(name: string) {
    const target = used.files.serve(
      `/${name}.yaml`,
      component(name, 'booking'),
    );
    const location = await used.portal.register(target, 'tomas');
    await used.portal.waitForEntity(name);
    return location;
  }

  it.each([
    ['tomas', 403],
    ['tomas through scaffolder', 403],
    ['mira', 200],
    ['service', 200],
    ['aiko', 403],
    ['nobody', 401],
  ])(
    'responds to %s, who changes its target, with %i',
    async (who, status) => {
      const name = `moved-by-${who.replaceAll(' ', '-')}`;
      const location = await register(name);
      const target = used.files.urlOf(`/${name}-elsewhere.yaml`);
      const body = { type: 'url', target };
      expect(await used.portal.call('PUT', location, who, body)).toMatchObject({
        status,
      });
    },
    30_000,
  );

  it('is not changed or removed by another spelling of the path', async () => {
    const location = await register('spelled');
    const before = await used.portal.call('GET', location, 'mira');
    const [, , id] = location.split('/');
    const body = {
      type: 'url',
      target: used.files.urlOf('/spelled-elsewhere.yaml'),
    };
    for (const path of [
      `/LOCATIONS/${id}`,
      `/locations/${id}/`,
      `/locations/${id.toUpperCase()}`,
      `/locations/%${id.charCodeAt(0).toString(16)}${id.slice(1)}`,
      `/%6Cocations/${id}`,
      `/locations//${id}`,
      `//locations/${id}`,
      `/./locations/${id}`,
      `/locations/${id}?x=1`,
      `/locations/${id}%2F`,
      `/locations/${id};a=b`,
      '/locations/by-entity/component/default/spelled',
    ]) {
      for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
        const { status } = await used.portal.call(method, path, 'aiko', body);
        expect([400, 403, 404, 405]).toContain(status);
      }
    }
    expect(await used.portal.call('GET', location, 'mira')).toEqual(before);
  }, 60_000);

  it('keeps its entities when another user registers its previous target', async () => {
    const location = await register('before');
    const [before, after] = [
      used.files.urlOf('/before.yaml'),
      used.files.serve('/after.yaml', component('after', 'booking')),
    ];
    const moved = { type: 'url', target: after };
    expect(
      await used.portal.call('PUT', location, 'mira', moved),
    ).toMatchObject({
      status: 200,
    });
    await used.portal.waitForEntity('after');
    for (const query of ['', '?onConflict=refresh', '?dryRun=maybe']) {
      const { status, text } = await used.portal.call(
        'POST',
        `/locations${query}`,
        'aiko',
        { type: 'url', target: before },
      );
      expect(status).toBe(409);
      expect(text).toContain(after);
      expect(text).toContain(location.replace('/locations/', 'ID '));
    }
    await used.portal.waitForEntity('after');
    expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 204,
    });
    await used.portal.register(before, 'aiko');
  }, 30_000);

  it('can be registered by its owners, although another user registered its URL before and cannot move the location', async () => {
    const target = used.files.urlOf('/future.yaml');
    const squat = await used.portal.register(target, 'aiko');
    const elsewhere = used.files.serve('/own.yaml', component('own', 'fleet'));
    expect(
      await used.portal.call('PUT', squat, 'aiko', {
        type: 'url',
        target: elsewhere,
      }),
    ).toMatchObject({
      status: 403,
      text: expect.stringContaining('Register the new target, and unregister'),
    });
    used.files.serve('/future.yaml', component('future', 'booking'));
    await used.portal.waitForEntity('future');
    expect(await used.portal.call('DELETE', squat, 'tomas')).toMatchObject({
      status: 204,
    });
    await used.portal.register(target, 'tomas');
  }, 30_000);

  it('can be read with HEAD', async () => {
    const location = await register('headed');
    expect(await used.portal.call('HEAD', location, 'aiko')).toEqual({
      status: 200,
      text: '',
    });
  }, 30_000);

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'requires an administrator for an unknown route with %s',
    async method => {
      const path = '/locations/by-target/rename';
      expect(await used.portal.call(method, path, 'tomas', {})).toMatchObject({
        status: 403,
        text: expect.stringContaining('ownership policy has no rule'),
      });
      expect(await used.portal.call(method, path, 'mira', {})).toMatchObject({
        status: 404,
      });
    },
  );
});
