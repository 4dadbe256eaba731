import {
  databaseServers,
  type DatabaseServer,
} from '@backstage-bitbucket/test-kit';
import {
  component,
  type FileServer,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { type Portal, startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(30_000);

describe.each(databaseServers)(
  'a location that several requests register at the same time, on $name',
  ({ start }) => {
    let files: FileServer;
    let portal: Portal;
    let server: DatabaseServer;

    beforeAll(async () => {
      files = await startFileServer();
      server = await start();
      portal = await startPortal({
        files,
        database: server.config,
      });
    }, 120_000);

    afterAll(async () => {
      await portal?.stop();
      await server?.close();
      files?.close();
    }, 30_000);

    const registerTogether = (target: string, users: string[], query = '') =>
      Promise.all(
        users.map(user =>
          portal.call('POST', `/locations${query}`, user, {
            type: 'url',
            target,
          }),
        ),
      );

    async function listIds(target: string): Promise<string[]> {
      const { text } = await portal.call('GET', '/locations', 'service');
      return JSON.parse(text)
        .map(({ data }: { data: { id: string; target: string } }) => data)
        .filter((each: { target: string }) => each.target === target)
        .map(({ id }: { id: string }) => id);
    }

    const users = ['tomas', 'aiko', 'tomas', 'mira', 'aiko', 'tomas'];

    it('is registered once', async () => {
      const target = files.serve('/once.yaml', component('once', 'booking'));
      const responses = await registerTogether(target, users);
      const statuses = responses.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
      expect(await listIds(target)).toHaveLength(1);
    });

    it('is registered once with onConflict=refresh', async () => {
      const target = files.serve('/twice.yaml', component('twice', 'booking'));
      await registerTogether(target, users, '?onConflict=refresh');
      expect(await listIds(target)).toHaveLength(1);
    });

    it('is read if it is unregistered at the same time', async () => {
      for (let round = 0; round < 5; round++) {
        const name = `again-${round}`;
        const target = files.serve(`/${name}.yaml`, component(name, 'booking'));
        const location = await portal.register(target, 'aiko');
        await Promise.all([
          registerTogether(target, ['aiko', 'aiko']),
          portal.call('DELETE', location, 'mira'),
          registerTogether(target, ['aiko', 'aiko']),
        ]);
        if ((await listIds(target)).length === 0) {
          await portal.register(target, 'aiko');
        }
        expect(await listIds(target)).toHaveLength(1);
        await portal.waitForEntity(name);
      }
    });

    it('cannot be blocked by the user who registered it', async () => {
      const target = files.serve('/block.yaml', component('block', 'booking'));
      await registerTogether(target, Array(6).fill('aiko'));
      const [, ...others] = await listIds(target);
      await Promise.all(
        others.map(id => portal.call('DELETE', `/locations/${id}`, 'aiko')),
      );
      expect(await portal.waitForEntity('block')).toBeDefined();
    });
  },
);
