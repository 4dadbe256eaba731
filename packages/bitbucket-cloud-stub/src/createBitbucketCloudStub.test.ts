import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { read, sendRaw, signIn, submitForm } from './__testUtils__/stubClient';
import { createBitbucketCloudStub } from './createBitbucketCloudStub';
import type {
  BitbucketCloudStub,
  BitbucketCloudStubOptions,
} from './BitbucketCloudStub';
import { defaultSeedPath, readSeedFile } from './seed/readSeed';

const running: BitbucketCloudStub[] = [];

async function start(
  options?: BitbucketCloudStubOptions,
): Promise<BitbucketCloudStub> {
  const stub = await createBitbucketCloudStub(options);
  running.push(stub);
  return stub;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(stub => stub.close()));
});

describe('createBitbucketCloudStub', () => {
  it('is available at localhost and 127.0.0.1 on the same port', async () => {
    const stub = await start();

    expect(stub.url).toBe(`http://localhost:${stub.port}`);
    expect(stub.apiUrl).toBe(`${stub.url}/2.0`);
    expect((await fetch(stub.url)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${stub.port}`)).status).toBe(200);
  });

  it('listens only on a given host', async () => {
    const stub = await start({ host: '127.0.0.1' });

    expect(stub.url).toBe(`http://127.0.0.1:${stub.port}`);
    expect((await fetch(stub.url)).status).toBe(200);
  });

  it('returns the URLs of Bitbucket to requests with its host names', async () => {
    const stub = await start();
    const token = 'not-a-token-of-the-workspace-only-the-stub-accepts-it';
    const response = await sendRaw(
      stub,
      `GET /2.0/repositories/harbour-bikes?pagelen=1 HTTP/1.1\r\nHost: api.bitbucket.org\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    );
    const { next, values } = JSON.parse(/^\{.*\}/m.exec(response)?.[0] ?? '');
    const { self, html, avatar } = values[0].links;
    const path = `harbour-bikes/${values[0].slug}`;

    expect(next).toMatch(
      /^https:\/\/api\.bitbucket\.org\/2\.0\/repositories\/harbour-bikes\?/,
    );
    expect(html.href).toBe(`https://bitbucket.org/${path}`);
    expect(self.href).toBe(
      `https://api.bitbucket.org/2.0/repositories/${path}`,
    );
    // The browser loads pictures without a proxy.
    expect(avatar.href).toMatch(`${stub.url}/_stub/avatars/`);
  });

  it('reports that a port is taken', async () => {
    const { port } = await start();

    await expect(createBitbucketCloudStub({ port })).rejects.toThrow(
      `Port ${port} is already in use: stop the program that uses it, or choose another port for the stub.`,
    );
  });

  it('releases 127.0.0.1 if the port is taken on ::1', async () => {
    const other = createServer();
    await new Promise<void>((resolve, reject) => {
      other.once('error', reject);
      other.listen({ port: 0, host: '::1' }, resolve);
    });
    const { port } = other.address() as AddressInfo;

    await expect(createBitbucketCloudStub({ port })).rejects.toThrow(
      `Port ${port} is already in use`,
    );
    const alone = await start({ port, host: '127.0.0.1' });
    expect(alone.port).toBe(port);
    await new Promise(resolve => other.close(resolve));
  });

  it('reports that a host does not belong to this machine', async () => {
    await expect(
      createBitbucketCloudStub({ host: '192.0.2.1' }),
    ).rejects.toThrow('The host 192.0.2.1 is not an address of this machine');
  });

  it('runs several stubs at once that do not affect each other', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    first.update('treyes', { display_name: 'Changed' });
    first.clock.advance(5000);
    const { access_token: token } = await signIn(first);

    expect((await read(first, '/user', token)).status).toBe(200);
    expect((await read(second, '/user', token)).status).toBe(401);
    expect(second.person('treyes').display_name).toBe('Tomas Reyes');
    expect(second.journal.entries()).toHaveLength(1);
    expect(first.clock.now() - second.clock.now()).toBeGreaterThan(4000);
  });

  it('resets to the seed', async () => {
    const stub = await start();
    stub.registerClient({ id: 'other', secret: 's', scopes: ['account'] });
    stub.update('treyes', { removed: true });
    stub.clock.advance(1000 * 60);
    const tokens = await signIn(stub);
    stub.reset();

    expect(stub.person('treyes').removed).toBeUndefined();
    expect(stub.journal.entries()).toEqual([]);
    expect(Math.abs(stub.clock.now() - Date.now())).toBeLessThan(1000 * 30);
    expect((await read(stub, '/user', tokens.access_token)).status).toBe(401);
    expect((await submitForm(stub, { client_id: 'other' })).status).toBe(400);
    expect((await signIn(stub)).access_token).toBeTruthy();
  });

  it('closes idle and open connections, however often it is closed', async () => {
    const stub = await start();
    await (await fetch(stub.url)).text();
    const halfway = sendRaw(stub, 'GET / HTTP/1.1\r\nHost: localhost\r\n');
    await (await fetch(stub.url)).text();
    await Promise.all([stub.close(), stub.close()]);

    expect(await halfway).toBe('');
    await expect(fetch(stub.url)).rejects.toThrow();
    expect((await start({ port: stub.port })).port).toBe(stub.port);
  });

  it('accepts a seed as an object or as a path, and validates it', async () => {
    const seed = readSeedFile(defaultSeedPath());
    const [mira] = seed.people;
    const small = await start({ seed: { ...seed, people: [mira] } });

    expect(small.people).toEqual([mira]);
    expect((await start({ seed: defaultSeedPath() })).people).toHaveLength(7);
    await expect(
      createBitbucketCloudStub({
        seed: { ...seed, people: [{ ...mira, uuid: 'x' }] },
      }),
    ).rejects.toThrow('people[0].uuid');
  });

  it('accepts another callback for the client of the seed, and more clients', async () => {
    const callbackUrl = 'http://localhost:41234/api/auth/bitbucket';
    const stub = await start({
      callbackUrl,
      clients: [{ id: 'more', secret: 's', scopes: ['email'], callbackUrl }],
    });

    for (const client of ['harbour-bikes-portal', 'more']) {
      const response = await submitForm(stub, {
        client_id: client,
        account: 'treyes',
        redirect_uri: `${callbackUrl}/handler/frame`,
      });
      expect(response.headers.get('location')).toMatch(callbackUrl);
    }
  });

  it('lists the existing accounts if a requested one does not exist', async () => {
    const stub = await start();

    expect(stub.person('{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b03}').username).toBe(
      'aiko-t',
    );
    expect(() => stub.person('nobody')).toThrow(
      /There is no account "nobody" .* mira_lindqvist, treyes/,
    );
  });

  it.each([
    [{ uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8bff}' }, 'never changes'],
    [{ username: 'mira_lindqvist' }, 'must be unique'],
    [{ workspaces: { elsewhere: 'member' as const } }, 'no workspace'],
    [{ display_name: '' }, 'display_name: must not be empty'],
  ])('rejects the change %j', async (change, message) => {
    const stub = await start();

    expect(() => stub.update('treyes', change)).toThrow(message);
    expect(stub.person('treyes').display_name).toBe('Tomas Reyes');
  });

  it('returns copies, so that a test cannot change the account', async () => {
    const stub = await start();
    stub.people[0].emails[0].is_confirmed = false;
    stub.person('mira_lindqvist').emails[0].is_confirmed = false;

    expect(stub.person('mira_lindqvist').emails[0].is_confirmed).toBe(true);
  });
});
