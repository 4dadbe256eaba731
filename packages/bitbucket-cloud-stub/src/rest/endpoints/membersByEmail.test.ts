import { call, clientToken, tokenOf } from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const MEMBERS = '/workspaces/harbour-bikes/members';
const ADDRESS = 'tomas.reyes@harbourbikes.example';
const byEmail = (...emails: string[]) =>
  `q=${encodeURIComponent(
    `user.email IN (${emails.map(email => `"${email}"`).join(',')})`,
  )}`;

describe('members by email address', () => {
  let stub: BitbucketCloudStub;
  let owner: string;
  let member: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
    owner = await tokenOf(stub, 'mira_lindqvist');
    member = await tokenOf(stub, 'treyes');
  });

  afterAll(async () => {
    await stub.close();
  });

  it.each(['+values.user.email', 'values.user.email', 'values.*.*', '*'])(
    'omits addresses from fields=%s without a filter',
    async fields => {
      const path = `${MEMBERS}?fields=${encodeURIComponent(fields)}`;

      expect((await call(stub, owner, path)).text).not.toContain('@');
    },
  );

  it.each([
    ['the owner', async () => owner],
    ['a client without a user', () => clientToken(stub)],
  ])('finds members by address for %s', async (_, token) => {
    const fields = `fields=${encodeURIComponent('+values.user.email')}`;
    const asked = byEmail(ADDRESS.toUpperCase(), 'nobody@x.example');
    const { body } = await call(
      stub,
      await token(),
      `${MEMBERS}?${asked}&${fields}`,
    );

    expect(body.size).toBe(1);
    expect(body.values[0].user).toMatchObject({
      nickname: 'tomas',
      display_name: 'Tomas Reyes',
      email: ADDRESS,
    });
  });

  it('omits a requested address if fields does not contain it', async () => {
    const { body, text } = await call(
      stub,
      owner,
      `${MEMBERS}?${byEmail(ADDRESS)}`,
    );

    expect(body.values).toHaveLength(1);
    expect(text).not.toContain('@');
  });

  it('returns only the requested address of several', async () => {
    const fields = 'fields=values.user.email,values.user.account_id';
    const asked = byEmail('nadia.haddad@harbourbikes.example');
    const { body } = await call(stub, owner, `${MEMBERS}?${asked}&${fields}`);

    expect(body).toEqual({
      values: [
        {
          user: {
            email: 'nadia.haddad@harbourbikes.example',
            account_id: '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f05',
          },
        },
      ],
    });
  });

  it.each([
    ['an address that is not confirmed', 'sam.ferreira@harbourbikes.example'],
    [
      'the address of an account in another workspace',
      'kit.marlowe@harbourbikes.example',
    ],
  ])('finds no member by %s', async (_, email) => {
    const { body } = await call(stub, owner, `${MEMBERS}?${byEmail(email)}`);

    expect(body.values).toEqual([]);
  });

  it('accepts at most 90 addresses', async () => {
    const many = Array.from(
      { length: 90 },
      (_, index) => `p${index}@x.example`,
    );
    const taken = await call(stub, owner, `${MEMBERS}?${byEmail(...many)}`);
    const refused = await call(
      stub,
      owner,
      `${MEMBERS}?${byEmail(...many, ADDRESS)}`,
    );

    expect(taken.status).toBe(200);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/^Invalid query: at most 90/);
  });

  it('only lets an administrator filter by address', async () => {
    const { status } = await call(
      stub,
      member,
      `${MEMBERS}?${byEmail(ADDRESS)}`,
    );

    expect(status).toBe(403);
  });

  it.each([
    `user.email = "${ADDRESS}"`,
    'user.email ~ "@"',
    'user.email NOT IN ("a@x")',
    `user.email IN ("${ADDRESS}") OR user.email IN ("b@x")`,
    'user.nickname = "tomas"',
    'user.email IN (1)',
    'nonsense',
    '',
  ])('rejects the filter %s', async q => {
    const { status, body } = await call(
      stub,
      owner,
      `${MEMBERS}?q=${encodeURIComponent(q)}`,
    );

    expect(status).toBe(400);
    expect(body.error.message).toMatch(/^Invalid query/);
  });
});
