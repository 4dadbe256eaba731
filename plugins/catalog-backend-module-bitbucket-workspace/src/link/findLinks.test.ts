import { type BitbucketMember } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { findLinks, type LinkableUser, toLinkableUser } from './findLinks';

const A = '{aaaaaaaa-5b6e-4c7a-9d10-0c2f4e6a8b01}';
const B = '{bbbbbbbb-5b6e-4c7a-9d10-0c2f4e6a8b02}';

const user = (name: string, change: Partial<LinkableUser> = {}) => ({
  entityRef: `user:default/${name}`,
  email: `${name}@x.example`,
  ...change,
});
const found = (
  email: string,
  uuid: string,
  change: Partial<BitbucketMember> = {},
) => ({ email, member: { uuid, ...change } });

it('links the User to the account with its email address', () => {
  const member = { accountId: '712020:1', username: 'mira_l' };
  expect(
    findLinks(
      [user('mira'), user('sam')],
      [found('Mira@X.example', A, member)],
    ),
  ).toEqual({
    links: [
      {
        entityRef: 'user:default/mira',
        email: 'mira@x.example',
        userId: A,
        ...member,
      },
    ],
    problems: [],
  });
});

it.each<[string, LinkableUser[], ReturnType<typeof found>[], string[]]>([
  [
    'two accounts with one address',
    [user('mira')],
    [found('mira@x.example', A), found('mira@x.example', B)],
    ['user:default/mira: its address belongs to 2 accounts'],
  ],
  [
    'two Users with one address',
    [user('mira'), user('mira-2', { email: 'mira@x.example' })],
    [found('mira@x.example', A)],
    [
      'user:default/mira: user:default/mira-2 has the same address',
      'user:default/mira-2: user:default/mira has the same address',
    ],
  ],
  [
    'two Users whose addresses belong to one account',
    [user('mira'), user('m')],
    [found('mira@x.example', A), found('m@x.example', A)],
    [
      `user:default/mira: user:default/m has the same account ${A} by its address`,
      `user:default/m: user:default/mira has the same account ${A} by its address`,
    ],
  ],
  [
    'an account that another User has by its own annotation',
    [user('mira'), user('boss', { userId: A })],
    [found('mira@x.example', A)],
    [
      `user:default/mira: user:default/boss has the account ${A} by its own annotation`,
    ],
  ],
  [
    'another user id on the User',
    [user('mira', { userId: B })],
    [found('mira@x.example', A)],
    [
      `user:default/mira: it has the user id ${B}, but its address belongs to ${A}`,
    ],
  ],
  [
    'another account id on the User',
    [user('mira', { accountId: '712020:2' })],
    [found('mira@x.example', A, { accountId: '712020:1' })],
    [
      'user:default/mira: it has the account id 712020:2, but its address belongs to 712020:1',
    ],
  ],
  [
    'another username on the User',
    [user('mira', { username: 'someone' })],
    [found('mira@x.example', A, { username: 'mira_l' })],
    [
      'user:default/mira: it has the username someone, but its address belongs to mira_l',
    ],
  ],
  ['nobody', [user('mira')], [], []],
  [
    'an address with the KELVIN SIGN in place of a k',
    [user('kim')],
    [found('\u212Aim@x.example', A)],
    [],
  ],
  [
    'an address with a space of Unicode in front of it',
    [user('kim')],
    [found('\u00A0kim@x.example', A)],
    [],
  ],
  [
    'a username that differs in the KELVIN SIGN',
    [user('kim', { username: 'kim' })],
    [found('kim@x.example', A, { username: '\u212Aim' })],
    [
      'user:default/kim: it has the username kim, but its address belongs to \u212Aim',
    ],
  ],
  [
    'an account that is not active',
    [user('mira')],
    [found('mira@x.example', A, { accountStatus: 'inactive' })],
    [],
  ],
  [
    'a response for an email address that was not requested',
    [user('mira')],
    [found('boss@x.example', A)],
    [],
  ],
])('links no account for %s', (_, users, answers, expected) => {
  const { links, problems } = findLinks(users, answers);
  expect(links).toEqual([]);
  expect(problems.map(({ entityRef, why }) => `${entityRef}: ${why}`)).toEqual(
    expected,
  );
});

it('links a User whose own annotations match', () => {
  const own = { userId: A, accountId: '712020:1' };
  const { links, problems } = findLinks(
    [user('mira', own)],
    [found('mira@x.example', A, { accountId: '712020:1' })],
  );
  expect(links).toHaveLength(1);
  expect(problems).toEqual([]);
});

describe('of an entity', () => {
  const entity = (email: unknown, annotations = {}) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'mira', annotations },
    spec: { profile: { email } as never },
  });

  it.each([
    [' Mira@X.example ', 'mira@x.example'],
    ['\u212Aim@X.example', '\u212Aim@x.example'],
    ['\u00A0mira@x.example', undefined],
    ['mira', undefined],
    ['a@b@c', undefined],
    ['"a" <a@x.example>', undefined],
    ['a"@x.example', undefined],
    [undefined, undefined],
    [7, undefined],
  ])('parses the address %p as %p', (email, expected) => {
    expect(toLinkableUser(entity(email), undefined).email).toBe(expected);
  });

  it('annotations that were added before do not count as its own', () => {
    const annotated = entity('mira@x.example', {
      'bitbucket.org/user-id': A.slice(1, -1).toUpperCase(),
      'bitbucket.org/account-id': '712020:1',
    });
    const link = {
      entityRef: 'user:default/mira',
      email: 'mira@x.example',
      userId: A,
      accountId: '712020:2',
    };
    expect(toLinkableUser(annotated, link)).toMatchObject({
      userId: undefined,
      accountId: '712020:1',
    });
    expect(toLinkableUser(annotated, undefined)).toMatchObject({ userId: A });
  });
});

it('handles an address with many spaces in linear time', () => {
  const email = `a${' '.repeat(200_000)}b`;
  const start = performance.now();
  const { email: address } = toLinkableUser(
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: 'mira' },
      spec: { profile: { email } },
    },
    undefined,
  );
  expect(performance.now() - start).toBeLessThan(500);
  expect(address).toBeUndefined();
});
