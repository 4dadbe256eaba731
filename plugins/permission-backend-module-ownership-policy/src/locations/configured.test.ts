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

jest.setTimeout(60_000);

describe('a location of the configuration', () => {
  let database: DatabaseServer;
  let files: FileServer;
  let portal: Portal;
  let target: string;

  const open = (isConfigured: boolean) =>
    startPortal({
      files,
      database: database.config,
      catalog: isConfigured ? { locations: [{ type: 'url', target }] } : {},
    });

  const call = async (method: string, path: string, body?: object) => {
    const { status, text } = await portal.call(method, path, 'tomas', body);
    return { status, text };
  };

  beforeEach(async () => {
    database = await databaseServers.at(-1)!.start({ isKept: true });
    files = await startFileServer();
    target = files.serve('/company.yaml', component('company', 'booking'));
  });

  afterEach(async () => {
    await portal?.stop();
    files.close();
    await database.close();
  });

  it('cannot be registered', async () => {
    portal = await open(true);
    await portal.waitForEntity('company');
    const response = await call('POST', '/locations', { type: 'url', target });
    expect(response).toMatchObject({
      status: 409,
      text: expect.stringContaining('catalog.locations'),
    });
  });

  it('keeps its entities if it was registered before, after a restart', async () => {
    portal = await open(false);
    const location = await portal.register(target, 'tomas');
    await portal.waitForEntity('company');
    await portal.stop();
    portal = await open(true);
    const uid = await portal.waitForEntity('company');
    expect(await call('DELETE', location)).toMatchObject({ status: 403 });
    expect(await call('DELETE', `/entities/by-uid/${uid}`)).toMatchObject({
      status: 403,
    });
    expect(await portal.waitForEntity('company')).toBe(uid);
  });
});
