import { call, tokenOf } from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const MEMBERS = '/workspaces/harbour-bikes/members';
interface Membership {
  user: { nickname: string };
}

describe('workspaces and their members', () => {
  let stub: BitbucketCloudStub;
  let owner: string;
  let member: string;
  let stranger: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
    owner = await tokenOf(stub, 'mira_lindqvist');
    member = await tokenOf(stub, 'treyes');
    stranger = await tokenOf(stub, 'kitmarlowe');
  });

  afterAll(async () => {
    await stub.close();
  });

  const nicknames = (body: { values: Membership[] }) =>
    body.values.map(each => each.user.nickname);

  it('returns a workspace by slug and by uuid', async () => {
    const bySlug = await call(stub, member, '/workspaces/harbour-bikes');
    const byUuid = await call(
      stub,
      member,
      '/workspaces/{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a10}',
    );

    expect(bySlug.body).toMatchObject({
      type: 'workspace',
      slug: 'harbour-bikes',
      name: 'Harbour Bikes',
      uuid: '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a10}',
      links: { members: { href: `${stub.apiUrl}${MEMBERS}` } },
    });
    expect(byUuid.body).toEqual(bySlug.body);
  });

  it.each([
    '/workspaces/nowhere',
    '/workspaces/nowhere/members',
    '/workspaces/nowhere/permissions',
    '/workspaces/nowhere/projects',
    '/repositories/nowhere',
    '/user/workspaces/nowhere/permission',
  ])('responds with 404 to %s', async path => {
    const { status, body } = await call(stub, owner, path);

    expect(status).toBe(404);
    expect(body).toEqual({
      type: 'error',
      error: { message: "No workspace with identifier 'nowhere'." },
    });
  });

  it.each([
    ['/workspaces/harbour-bikes', 404],
    [MEMBERS, 404],
    [`${MEMBERS}/{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}`, 404],
    ['/workspaces/harbour-bikes/permissions', 404],
    ['/workspaces/harbour-bikes/projects', 404],
    ['/user/workspaces/harbour-bikes/permission', 403],
  ])('returns nothing to a nonmember at %s', async (path, expected) => {
    expect((await call(stub, stranger, path)).status).toBe(expected);
  });

  it('lists members without their addresses', async () => {
    const { body, text } = await call(stub, member, MEMBERS);

    expect(nicknames(body)).toEqual([
      'mira',
      'tomas',
      'aiko',
      'sam',
      'nadia',
      'olu',
    ]);
    expect(text).not.toContain('@');
    expect(body.values[0]).toMatchObject({
      type: 'workspace_membership',
      user: { type: 'user', display_name: 'Mira Lindqvist' },
      workspace: { type: 'workspace', slug: 'harbour-bikes' },
      links: {
        self: {
          href: `${stub.apiUrl}${MEMBERS}/%7Ba1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01%7D`,
        },
      },
    });
    expect(body.values[0]).not.toHaveProperty('permission');
  });

  it('responds with 501 to a sort order of members, which is not supported', async () => {
    const { status, body } = await call(stub, owner, `${MEMBERS}?sort=user`);

    expect(status).toBe(501);
    expect(body.error.message).toContain('the parameter sort of GET /2.0');
  });

  it.each([
    ['the uuid', '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02}', 200],
    ['the account id', '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f02', 200],
    ['the username', 'treyes', 404],
    ['the uuid without braces', 'a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02', 404],
    [
      'an account that is not a member',
      '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b07}',
      404,
    ],
    ['nobody', 'nonsense', 404],
  ])('responds for a member by %s', async (_, id, expected) => {
    const { status, body } = await call(stub, member, `${MEMBERS}/${id}`);

    expect(status).toBe(expected);
    expect(body.type).toBe(expected === 200 ? 'workspace_membership' : 'error');
  });

  it('returns permissions, and filters by them', async () => {
    const path = '/workspaces/harbour-bikes/permissions';
    const all = await call(stub, member, `${path}?sort=-user.nickname`);
    const owners = await call(stub, member, `${path}?q=permission="owner"`);

    expect(nicknames(all.body)).toEqual([
      'tomas',
      'sam',
      'olu',
      'nadia',
      'mira',
      'aiko',
    ]);
    expect(owners.body.values).toEqual([
      expect.objectContaining({
        permission: 'owner',
        user: expect.objectContaining({ nickname: 'mira' }),
      }),
    ]);
  });

  it.each([
    ['mira_lindqvist', 'harbour-bikes', 'owner'],
    ['treyes', 'harbour-bikes', 'member'],
    ['kitmarlowe', 'adeyemi-consulting', 'member'],
  ])(
    'returns to %s their own role in %s',
    async (person, workspace, permission) => {
      const token = await tokenOf(stub, person);
      const path = `/user/workspaces/${workspace}/permission`;

      expect((await call(stub, token, path)).body).toMatchObject({
        type: 'workspace_membership',
        permission,
        workspace: { slug: workspace },
      });
    },
  );
});

describe('accounts that change', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  it('lists inactive accounts, but not removed ones', async () => {
    const token = await tokenOf(stub, 'mira_lindqvist');
    const id = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b03}';
    stub.update('aiko-t', { account_status: 'inactive' });
    stub.update('samferreira', { removed: true });
    stub.update('treyes', { workspaces: {} });
    stub.update('kitmarlowe', {
      workspaces: { 'harbour-bikes': 'collaborator' },
    });
    const { body } = await call(stub, token, MEMBERS);
    const user = await call(stub, token, `/users/${id}`);

    expect(body.values.map((each: Membership) => each.user.nickname)).toEqual([
      'mira',
      'aiko',
      'nadia',
      'olu',
      'kit',
    ]);
    expect(user.body.account_status).toBe('inactive');
  });

  it('returns the permission to create projects only to the account itself', async () => {
    stub.update('treyes', {
      workspaces: { 'harbour-bikes': 'create-project' },
    });
    const token = await tokenOf(stub, 'treyes');
    const own = await call(
      stub,
      token,
      '/user/workspaces/harbour-bikes/permission',
    );
    const { body } = await call(
      stub,
      token,
      '/workspaces/harbour-bikes/permissions?q=user.nickname="tomas"',
    );

    expect(own.body.permission).toBe('create-project');
    expect(body.values[0].permission).toBe('member');
  });
});
