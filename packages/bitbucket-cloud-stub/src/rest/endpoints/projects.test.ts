import { call, clientToken, tokenOf } from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const PROJECTS = '/workspaces/harbour-bikes/projects';
const USERS = 'permissions-config/users';

interface Permission {
  permission: string;
  user: { nickname: string };
}

const permissionOf = ({ user, permission }: Permission) =>
  `${user.nickname}: ${permission}`;

describe('projects', () => {
  let stub: BitbucketCloudStub;
  let member: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
    member = await tokenOf(stub, 'treyes');
  });

  afterAll(async () => {
    await stub.close();
  });

  it.each<[string, string[]]>([
    ['', ['BOOK', 'FLEET', 'PLAT', 'PAY', 'DATA', 'APPS']],
    ['?sort=-name', ['PLAT', 'PAY', 'FLEET', 'DATA', 'APPS', 'BOOK']],
    ['?q=key="FLEET"', ['FLEET']],
  ])('lists the projects of a workspace%s', async (query, expected) => {
    const { body } = await call(stub, member, `${PROJECTS}${query}`);

    expect(body.values.map((each: { key: string }) => each.key)).toEqual(
      expected,
    );
  });

  it('returns one project', async () => {
    const { body } = await call(stub, member, `${PROJECTS}/FLEET`);

    expect(body).toMatchObject({
      type: 'project',
      key: 'FLEET',
      name: 'Fleet',
      is_private: true,
      has_publicly_visible_repos: false,
      owner: { type: 'team', username: 'harbour-bikes' },
    });
  });

  it.each(['NONE', 'fleet'])('responds with 404 to %s', async key => {
    expect((await call(stub, member, `${PROJECTS}/${key}`)).status).toBe(404);
  });

  it.each([
    ['an owner of the workspace', () => tokenOf(stub, 'mira_lindqvist'), 200],
    ['an admin of the project', () => tokenOf(stub, 'aiko-t'), 200],
    ['a client of the workspace', () => clientToken(stub), 200],
    ['a member', () => tokenOf(stub, 'treyes'), 403],
    ['a stranger', () => tokenOf(stub, 'kitmarlowe'), 404],
  ])(
    'returns to %s the accounts with permissions',
    async (_, token, expected) => {
      const { status, body } = await call(
        stub,
        await token(),
        `${PROJECTS}/FLEET/${USERS}`,
      );

      expect(status).toBe(expected);
      expect(body.values?.map(permissionOf)).toEqual(
        expected === 200 ? ['aiko: admin'] : undefined,
      );
    },
  );

  it('returns the default reviewers to an admin of the project', async () => {
    const path = `${PROJECTS}/FLEET/default-reviewers`;
    const { body } = await call(stub, await tokenOf(stub, 'aiko-t'), path);
    const other = await call(stub, await tokenOf(stub, 'treyes'), path);

    expect(body.values).toMatchObject([
      { reviewer_type: 'project', user: { nickname: 'aiko' } },
    ]);
    expect(other.status).toBe(403);
  });

  it('requires the scope to administer projects for permissions', async () => {
    const token = await tokenOf(stub, 'mira_lindqvist', ['project']);
    const { status, body } = await call(
      stub,
      token,
      `${PROJECTS}/FLEET/${USERS}`,
    );

    expect(status).toBe(403);
    expect(body.error.detail).toEqual({
      required: ['project:admin'],
      granted: ['project'],
    });
  });
});
