import { component } from '../__testUtils__/startFileServer';
import { usePortal } from '../__testUtils__/usePortal';

jest.setTimeout(30_000);

describe('the action that unregisters a location', () => {
  const used = usePortal();

  function invoke(version: string, type: object, who: string) {
    const input = { type };
    return used.portal.call(
      'POST',
      `/.backstage/actions/${version}/actions/catalog:unregister-entity/invoke`,
      who,
      version === 'v1' ? input : { input },
    );
  }

  const statusOf = async (location: string) =>
    (await used.portal.call('GET', location, 'service')).status;

  describe.each(['v1', 'v2'])('at its route %s', version => {
    it.each([
      'tomas through mcp-actions',
      'mira through mcp-actions',
      'service',
    ])('unregisters for %s only the URL with the same case', async who => {
      const name = `${version}-${who.split(' ')[0]}`;
      const one = used.files.serve(`/${name}.yaml`, component(name, 'booking'));
      const two = used.files.serve(
        `/${name.toUpperCase()}.yaml`,
        component(`${name}-2`, 'fleet'),
      );
      const ofTomas = await used.portal.register(one, 'tomas');
      const ofAiko = await used.portal.register(two, 'aiko');
      await used.portal.waitForEntity(name);
      await used.portal.waitForEntity(`${name}-2`);
      const response = await invoke(version, { locationUrl: one }, who);
      expect(response).toEqual({ status: 200, text: '{"output":{}}' });
      expect(await statusOf(ofTomas)).toBe(404);
      expect(await statusOf(ofAiko)).toBe(200);
    });

    it('does not find a URL in different case', async () => {
      const target = used.files.urlOf(`/Only-${version}.yaml`);
      const location = await used.portal.register(target, 'tomas');
      const url = target.replace('/Only', '/only');
      expect(await invoke(version, { locationUrl: url }, 'mira')).toMatchObject(
        {
          status: 404,
          text: expect.stringContaining(`Location with URL ${url} not found`),
        },
      );
      expect(await statusOf(location)).toBe(200);
    });

    it('unregisters by ID', async () => {
      const target = used.files.urlOf(`/by-id-${version}.yaml`);
      const location = await used.portal.register(target, 'tomas');
      const locationId = location.split('/')[2];
      expect(await invoke(version, { locationId }, 'aiko')).toMatchObject({
        status: 403,
      });
      expect(await invoke(version, { locationId }, 'tomas')).toMatchObject({
        status: 200,
      });
    });

    it.each([
      [{}, 'tomas', 400],
      [{ locationUrl: 5 }, 'tomas', 400],
      [{ locationUrl: 'https://localhost/' }, 'nobody', 401],
    ])('responds to %j from %s with %i', async (type, who, status) => {
      expect(await invoke(version, type, who)).toMatchObject({ status });
    });
  });
});
