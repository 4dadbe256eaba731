import { read, refresh, signIn } from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const MIRA = '%7Ba1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01%7D';

/** The workspaces of Olu Adeyemi. */
const ofOlu = ['adeyemi-consulting', 'harbour-bikes'].sort();

describe('the REST API', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  const readAs = async (person: string, path: string) => {
    const { access_token: token } = await signIn(stub, person);
    const response = await read(stub, path, token);
    return { status: response.status, body: await response.json() };
  };

  it('returns the person, with braces encoded in links only', async () => {
    const { body } = await readAs('mira_lindqvist', '/user');

    expect(body).toEqual({
      type: 'user',
      uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
      account_id: '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f01',
      username: 'mira_lindqvist',
      nickname: 'mira',
      display_name: 'Mira Lindqvist',
      account_status: 'active',
      has_2fa_enabled: true,
      is_staff: false,
      created_on: '2019-03-04T08:12:45.000000+00:00',
      links: {
        self: { href: `${stub.apiUrl}/users/${MIRA}` },
        html: { href: `${stub.url}/${MIRA}/` },
        avatar: { href: `${stub.url}/_stub/avatars/${MIRA}.svg` },
        repositories: { href: `${stub.apiUrl}/repositories/${MIRA}` },
        snippets: { href: `${stub.apiUrl}/snippets/${MIRA}` },
        hooks: { href: `${stub.apiUrl}/workspaces/${MIRA}/hooks` },
      },
    });
  });

  it('omits the username if configured', async () => {
    await stub.close();
    stub = await createBitbucketCloudStub({ switches: { username: false } });
    const { body } = await readAs('treyes', '/user');

    expect(body).not.toHaveProperty('username');
    expect(body.nickname).toBe('tomas');
  });

  it('lists the addresses, confirmed or not', async () => {
    const nadia = await readAs('nadia-h', '/user/emails');
    const sam = await readAs('samferreira', '/user/emails');

    expect(nadia.body).toEqual({
      values: [
        {
          type: 'email',
          email: 'nadia@haddad.example',
          is_primary: true,
          is_confirmed: true,
          links: {
            self: {
              href: `${stub.apiUrl}/user/emails/nadia%40haddad.example`,
            },
          },
        },
        expect.objectContaining({
          email: 'nadia.haddad@harbourbikes.example',
          is_primary: false,
          is_confirmed: true,
        }),
      ],
      pagelen: 10,
      size: 2,
      page: 1,
    });
    expect(sam.body.values).toEqual([
      expect.objectContaining({ is_primary: true, is_confirmed: false }),
    ]);
  });

  it('lists the workspaces and whether the person administers them', async () => {
    const mira = await readAs('mira_lindqvist', '/user/workspaces');
    const kit = await readAs('kitmarlowe', '/user/workspaces');

    expect(mira.body.values).toEqual([
      {
        type: 'workspace_access',
        administrator: true,
        workspace: {
          type: 'workspace_base',
          slug: 'harbour-bikes',
          uuid: '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a10}',
          links: {
            self: { href: `${stub.apiUrl}/workspaces/harbour-bikes` },
            avatar: { href: `${stub.url}/_stub/avatars/harbour-bikes.svg` },
          },
        },
      },
    ]);
    expect(slugs(kit.body)).toEqual(['adeyemi-consulting']);
  });

  it.each([
    ['', ofOlu],
    ['?sort=-slug', ofOlu.toReversed()],
    ['?administrator=true', ['adeyemi-consulting']],
    ['?administrator=false', ['harbour-bikes']],
    ['?q=slug="harbour-bikes"', ['harbour-bikes']],
    ['?q=slug!="harbour-bikes"', ['adeyemi-consulting']],
    ['?q=slug ~ "CONSULT"', ['adeyemi-consulting']],
  ])('filters and sorts workspaces by %s', async (query, expected) => {
    const { body } = await readAs('olu-adeyemi', `/user/workspaces${query}`);

    expect(slugs(body)).toEqual(expected);
  });

  it.each([
    '?sort=name',
    '?administrator=yes',
    '?q=name="x"',
    '?pagelen=0',
    '?pagelen=101',
    '?pagelen=ten',
    '?page=0',
    '?page=!',
  ])('responds with 400 to %s', async query => {
    const { status, body } = await readAs('treyes', `/user/workspaces${query}`);

    expect(status).toBe(400);
    expect(body.type).toBe('error');
    expect(body.error.message).toMatch(/^Invalid/);
  });

  it('returns absolute page links that keep the parameters', async () => {
    const { access_token: token } = await signIn(stub, 'olu-adeyemi');
    const first = await (
      await read(stub, '/user/workspaces?pagelen=1&sort=-slug', token)
    ).json();

    expect(first.next).toMatch(`${stub.apiUrl}/user/workspaces?`);
    expect(new URL(first.next).searchParams.get('page')).not.toBe('2');
    const last = await (
      await fetch(first.next, { headers: { authorization: `Bearer ${token}` } })
    ).json();
    expect([...slugs(first), ...slugs(last)]).toEqual(ofOlu.toReversed());
    expect(last).toMatchObject({ page: 2, pagelen: 1, size: 2 });
    expect(last).not.toHaveProperty('next');
  });

  it.each(['', 'nonsense'])(
    'responds with 401 to the token "%s"',
    async (token: string) => {
      const response = await read(stub, '/user', token);

      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        type: 'error',
        error: {
          message:
            'Token is invalid, expired, or not supported for this endpoint.',
        },
      });
    },
  );

  it('rejects a refresh token or client credentials as an access token', async () => {
    const { refresh_token: token } = await signIn(stub);

    expect((await read(stub, '/user', token)).status).toBe(401);
  });

  const readNarrowed = async (path: string, scope: string) => {
    const tokens = await signIn(stub);
    const narrow = await (
      await refresh(stub, tokens.refresh_token, scope)
    ).json();
    return read(stub, path, narrow.access_token);
  };

  it.each([
    ['/user', 'account', 'team'],
    ['/user/workspaces', 'account', 'team'],
    ['/user/emails', 'email', 'team'],
    ['/user', 'account', 'email'],
  ])('rejects %s, which requires %s, for a token with %s', async (...parts) => {
    const [path, required, granted] = parts;
    const response = await readNarrowed(path, granted);

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      type: 'error',
      error: {
        message: 'Your credentials lack one or more required privilege scopes.',
        detail: { required: [required], granted: [granted] },
      },
    });
  });

  it.each([
    ['/user', 'account'],
    ['/user/workspaces', 'account'],
    ['/user/emails', 'email'],
    ['/user/emails', 'account'],
  ])('returns %s to a token with %s', async (path, granted) => {
    expect((await readNarrowed(path, granted)).status).toBe(200);
  });

  it.each([
    '/workspaces',
    '/user/permissions/workspaces',
    '/user/permissions/repositories',
    '/repositories',
  ])('responds with 410 to the removed endpoint %s', async path => {
    const { status, body } = await readAs('treyes', path);

    expect(status).toBe(410);
    expect(body).toEqual({
      type: 'error',
      error: {
        message: 'CHANGE-2770 - Functionality has been deprecated',
        detail: 'Please read the changelog entry for more details.',
        data: { announcement_url: expect.stringMatching(/^https:/) },
      },
    });
  });

  it.each([
    '/workspaces/harbour-bikes/permissions/repositories',
    '/user/',
    '/nonsense',
    '',
  ])('responds with 501 and names the endpoint for "%s"', async path => {
    const { status, body } = await readAs('treyes', path);

    expect(status).toBe(501);
    expect(body.error.message).toContain(`GET /2.0${path}`);
  });

  it('responds with 501 to the 1.0 API', async () => {
    const response = await fetch(`${stub.url}/1.0/groups/harbour-bikes`);

    expect(response.status).toBe(501);
    expect((await response.json()).error.message).toContain('GET /1.0/groups');
  });

  it.each(['/users/%E0%A4%A', '/users/%00', '/workspaces/%2e%2e%2fx/members'])(
    'responds with 404 to the malformed %s',
    async path => {
      expect((await readAs('treyes', path)).status).toBe(404);
    },
  );

  it('applies a change of the account immediately, to tokens issued before', async () => {
    const { access_token: token } = await signIn(stub, 'treyes');
    stub.update('treyes', {
      workspaces: {},
      display_name: 'Tomas R.',
      has_2fa_enabled: null,
    });
    const user = await (await read(stub, '/user', token)).json();
    const workspaces = await (
      await read(stub, '/user/workspaces', token)
    ).json();

    expect(user).toMatchObject({
      display_name: 'Tomas R.',
      has_2fa_enabled: null,
    });
    expect(workspaces.values).toEqual([]);

    stub.update('treyes', { removed: true });
    expect((await read(stub, '/user', token)).status).toBe(401);
  });
});

function slugs(body: { values: { workspace: { slug: string } }[] }): string[] {
  return body.values.map(each => each.workspace.slug);
}
