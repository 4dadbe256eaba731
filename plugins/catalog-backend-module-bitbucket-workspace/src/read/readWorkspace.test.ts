import {
  type BitbucketMember,
  type BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { readMembers } from './readWorkspace';

const member = (
  uuid: string,
  change: Partial<BitbucketMember> = {},
): BitbucketMember => ({ uuid, type: 'user', ...change });

function createClient(pages: BitbucketMember[][], others: BitbucketMember[]) {
  const getMember = jest.fn(async (uuid: string) =>
    others.find(each => each.uuid === uuid),
  );
  const client = {
    async *listMembers() {
      yield* pages;
    },
    getMember,
  };
  return {
    client: client as unknown as BitbucketWorkspaceClient,
    getMember,
  };
}

const uuidsOf = ({ members }: { members: BitbucketMember[] }) =>
  members.map(({ uuid }) => uuid);

it('keeps a member who was skipped between two pages', async () => {
  const { client, getMember } = createClient(
    [[member('{a}')], [member('{c}')]],
    [member('{b}')],
  );
  const known = new Set(['{a}', '{b}', '{c}', '{gone}']);
  const read = await readMembers(client, { known });
  expect(uuidsOf(read)).toEqual(['{a}', '{c}', '{b}']);
  expect(getMember).toHaveBeenCalledTimes(2);
});

it('does not confirm members one by one if many are missing', async () => {
  const { client, getMember } = createClient([[member('{a}')]], []);
  const known = new Set(Array.from({ length: 22 }, (_, index) => `{${index}}`));
  const read = await readMembers(client, { known });
  expect(uuidsOf(read)).toEqual(['{a}']);
  expect(getMember).not.toHaveBeenCalled();
});

it('counts a member once who is on two pages', async () => {
  const { client } = createClient([[member('{a}')], [member('{a}')]], []);
  expect(uuidsOf(await readMembers(client))).toEqual(['{a}']);
});

it.each([
  { accountStatus: 'inactive' },
  { accountStatus: 'closed' },
  { type: 'app_user' },
])('omits %p, whichever way Bitbucket reports it', async change => {
  const out = member('{b}', change);
  const { client } = createClient([[member('{a}'), out]], [out]);
  const known = new Set(['{b}']);
  const read = await readMembers(client, { known });
  expect(uuidsOf(read)).toEqual(['{a}']);
  expect(read.inactive).toBe(1);

  const missing = createClient([[member('{a}')]], [out]);
  expect(uuidsOf(await readMembers(missing.client, { known }))).toEqual([
    '{a}',
  ]);
});

it("includes members without a status in Bitbucket's response", async () => {
  const { client } = createClient([[member('{a}', { type: undefined })]], []);
  expect(uuidsOf(await readMembers(client))).toEqual(['{a}']);
});
