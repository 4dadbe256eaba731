import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  apiTokenCredentials,
  bearerCredentials,
  clientCredentials,
} from './BitbucketCredentials';
import { BitbucketCloudError } from './BitbucketCloudError';
import { BitbucketOAuthClient } from './BitbucketOAuthClient';
import { BitbucketWorkspaceClient } from './BitbucketWorkspaceClient';
import {
  type BitbucketCallOptions,
  type BitbucketPace,
} from './workspaceClientOptions';

const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';
const CONSUMER = { id: 'catalog', secret: 'the-secret-of-the-catalog' };
const EMAIL = 'mira.lindqvist@harbourbikes.example';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  stub.registerClient({
    ...CONSUMER,
    workspace: 'harbour-bikes',
    scopes: ['account', 'project', 'project:admin'],
  });
});
afterAll(() => stub.close());

function consumerCredentials(secret = CONSUMER.secret) {
  return clientCredentials(
    new BitbucketOAuthClient({
      clientId: CONSUMER.id,
      clientSecret: secret,
      baseUrl: stub.url,
    }),
    () => stub.clock.now(),
  );
}

function createClient(
  credentials = consumerCredentials(),
  pace?: BitbucketPace,
  workspace = 'harbour-bikes',
) {
  return new BitbucketWorkspaceClient({
    workspace,
    credentials,
    apiBaseUrl: stub.apiUrl,
    timeoutMs: 2000,
    pace,
  });
}

async function membersOf(client: BitbucketWorkspaceClient) {
  const pages = [];
  for await (const page of client.listMembers()) {
    pages.push(page);
  }
  return pages.flat();
}

const tokenRequests = () =>
  stub.journal.entries({ path: '/site/oauth2/access_token' }).length;

describe('credentials', () => {
  it.each([
    ['an OAuth consumer', () => consumerCredentials()],
    ['a workspace access token', () => bearerCredentials('of-the-workspace')],
    ['an API token', () => apiTokenCredentials(EMAIL, 'of-mira')],
  ])('read the members as %s', async (_, credentials) => {
    const scopes = ['account'];
    stub.registerAccessToken({
      token: 'of-the-workspace',
      workspace: 'harbour-bikes',
      scopes,
    });
    stub.registerAccessToken({ token: 'of-mira', email: EMAIL, scopes });

    const members = await membersOf(createClient(credentials()));
    expect(members.find(({ uuid }) => uuid === MIRA)).toMatchObject({
      nickname: 'mira',
      displayName: 'Mira Lindqvist',
      accountId: '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f01',
      accountStatus: 'active',
      type: 'user',
      pageUrl: `${stub.url}/${encodeURIComponent(MIRA)}/`,
    });
  });

  it('request a token once, and again before it expires', async () => {
    const client = createClient();
    await client.getWorkspace();
    await client.getWorkspace();
    expect(tokenRequests()).toBe(1);

    stub.clock.advance(54 * 60_000);
    await client.getWorkspace();
    expect(tokenRequests()).toBe(1);

    stub.clock.advance(2 * 60_000);
    await client.getWorkspace();
    expect(tokenRequests()).toBe(2);
    expect(stub.journal.entries({ status: 401 })).toEqual([]);
  });

  it('request another token once, after a 401', async () => {
    const client = createClient();
    stub.faults.add({ path: '/2.0/**', times: 1, status: 401 });
    await client.getWorkspace();
    expect(tokenRequests()).toBe(2);

    stub.faults.add({ path: '/2.0/**', status: 401 });
    await expect(client.getWorkspace()).rejects.toMatchObject({ status: 401 });
    expect(tokenRequests()).toBe(3);
  });

  it('report if Bitbucket does not accept the secret, and do not print it', async () => {
    const client = createClient(consumerCredentials('a-wrong-s3cret'));
    const error = await client.getWorkspace().catch(caught => caught);
    expect(error).toBeInstanceOf(BitbucketCloudError);
    expect(error).toMatchObject({ code: 'unauthorized_client', status: 400 });
    expect(JSON.stringify(error) + error.stack).not.toContain('a-wrong-s3cret');
  });
});

describe('reading', () => {
  it('returns the workspace, its owners, projects and permissions', async () => {
    const client = createClient();
    await expect(client.getWorkspace()).resolves.toMatchObject({
      slug: 'harbour-bikes',
      name: 'Harbour Bikes',
    });
    await expect(client.listOwners()).resolves.toContain(MIRA);
    const projects = await client.listProjects();
    expect(projects.map(({ key }) => key)).toContain('PLAT');
    await expect(client.listProjectPermissions('PLAT')).resolves.toContainEqual(
      { uuid: MIRA, permission: 'admin' },
    );
  });

  describe('with a size', () => {
    const path = '/2.0/workspaces/harbour-bikes/**';
    const readers: [string, (client: BitbucketWorkspaceClient) => unknown][] = [
      ['the members of the workspace', membersOf],
      ['the owners of the workspace', client => client.listOwners()],
      [
        'the members with certain addresses',
        client => client.findMembersByEmail([EMAIL]),
      ],
      ['the projects of the workspace', client => client.listProjects()],
      [
        'the permissions of the project PLAT',
        client => client.listProjectPermissions('PLAT'),
      ],
    ];

    it.each(readers)('rejects %s if values are missing', async (what, read) => {
      stub.faults.add({ path, merge: { values: [], size: 7 } });
      await expect(read(createClient())).rejects.toMatchObject({
        code: 'invalid_response',
        message: `Bitbucket's list of ${what} states 7 values but 0 were read; the list was not used`,
      });
    });

    it.each(readers)('accepts %s without a size', async (_, read) => {
      stub.faults.add({ path, merge: { size: null } });
      await expect(read(createClient())).resolves.not.toHaveLength(0);
    });
  });

  describe('with a value that cannot be read', () => {
    const uuid = '{b1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02}';
    const odd = { user: null, permission: 'owner' };

    it.each<[string, (options: BitbucketCallOptions) => unknown]>([
      ['the owners', options => createClient().listOwners(options)],
      [
        'the permissions of a project',
        options => createClient().listProjectPermissions('PLAT', options),
      ],
    ])('reads the other values of %s, and reports it', async (_, read) => {
      const values = [odd, { user: { uuid }, permission: 'owner' }];
      stub.faults.add({ path: '/2.0/**', merge: { values, size: 2 } });
      const onUnreadable = jest.fn();
      await expect(read({ onUnreadable })).resolves.toHaveLength(1);
      expect(onUnreadable).toHaveBeenCalledTimes(1);
      await expect(read({})).rejects.toMatchObject({
        code: 'invalid_response',
      });
    });

    it.each([
      [null, undefined, []],
      [{ user: null }, undefined, ['user']],
      [
        { user: { display_name: 'Olu\nAdeyemi' } },
        'Olu Adeyemi',
        ['user.uuid'],
      ],
      [{ user: { uuid: '{7}' } }, '{7}', ['user.uuid']],
      [{ user: { uuid, username: '' } }, uuid, ['user.username']],
    ])('names the member %j', async (value, name, fields) => {
      stub.faults.add({ path: '/2.0/**', merge: { values: [value], size: 1 } });
      const onUnreadable = jest.fn();
      for await (const page of createClient().listMembers({ onUnreadable })) {
        expect(page).toEqual([]);
      }
      expect(onUnreadable.mock.calls).toEqual([
        [{ listing: 'the members of the workspace', name, fields }],
      ]);
    });

    it('fails if the page itself cannot be read', async () => {
      stub.faults.add({ path: '/2.0/**', merge: { values: null } });
      await expect(
        createClient().listOwners({ onUnreadable: () => {} }),
      ).rejects.toMatchObject({ code: 'invalid_response' });
    });
  });

  it('finds members by email address', async () => {
    const found = await createClient().findMembersByEmail([
      EMAIL.toUpperCase(),
      'nobody"@x.example',
    ]);
    expect(found).toEqual([
      { email: EMAIL, member: expect.objectContaining({ uuid: MIRA }) },
    ]);
  });

  it('distinguishes a member from a nonmember', async () => {
    const client = createClient();
    await expect(client.getMember(MIRA)).resolves.toMatchObject({
      uuid: MIRA,
      accountStatus: 'active',
    });
    stub.update(MIRA, { workspaces: {} });
    await expect(client.getMember(MIRA)).resolves.toBeUndefined();
  });

  it.each([{ status: 503 }, { reset: true }])(
    'retries a call once after %p',
    async fault => {
      stub.faults.add({ path: '/2.0/**', times: 1, ...fault } as never);
      await createClient().getWorkspace();
      stub.faults.add({ path: '/2.0/**', ...fault } as never);
      await expect(createClient().getWorkspace()).rejects.toBeInstanceOf(
        BitbucketCloudError,
      );
    },
  );

  it('aborts with the reason of the signal', async () => {
    const stop = new AbortController();
    stub.faults.add({ path: '/2.0/**', hang: true });
    const reading = createClient().getWorkspace({ signal: stop.signal });
    await stub.waitFor({ path: '/2.0/workspaces/harbour-bikes' });
    stop.abort(new Error('the backend is stopping'));
    await expect(reading).rejects.toThrow('the backend is stopping');
  });
});

describe('the pace', () => {
  it('is called before each call, and after a 429', async () => {
    const beforeCall = jest.fn(async () => {});
    const limited = jest.fn(async (_: BitbucketCloudError) => {});
    stub.faults.add({ path: '/2.0/**', times: 2, status: 429 });
    await createClient(undefined, { beforeCall, limited }).getWorkspace();
    expect(beforeCall).toHaveBeenCalledTimes(3);
    expect(limited).toHaveBeenCalledTimes(2);
    expect(limited.mock.calls[0][0]).toMatchObject({ status: 429 });
  });

  it('is also called after a 429 of the token endpoint', async () => {
    const limited = jest.fn(async (_: BitbucketCloudError) => {});
    stub.faults.add({ path: '/site/oauth2/**', times: 1, status: 429 });
    const pace = { beforeCall: async () => {}, limited };
    await createClient(undefined, pace).getWorkspace();
    expect(limited).toHaveBeenCalledTimes(1);
  });

  it('ends the call if it throws', async () => {
    stub.faults.add({ path: '/2.0/**', status: 429 });
    const client = createClient(undefined, {
      beforeCall: async () => {},
      limited: async error => {
        throw error;
      },
    });
    await expect(client.getWorkspace()).rejects.toMatchObject({ status: 429 });
  });
});
