import {
  BitbucketMember,
  BitbucketWorkspaceClient,
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

it('keeps somebody who slipped between two pages', async () => {
  const { client, getMember } = createClient(
    [[member('{a}')], [member('{c}')]],
    [member('{b}')],
  );
  const known = new Set(['{a}', '{b}', '{c}', '{gone}']);
  const read = await readMembers(client, { known });
  expect(uuidsOf(read)).toEqual(['{a}', '{c}', '{b}']);
  expect(getMember).toHaveBeenCalledTimes(2);
});

it('does not ask for people one by one where many are missing', async () => {
  const { client, getMember } = createClient([[member('{a}')]], []);
  const known = new Set(Array.from({ length: 22 }, (_, index) => `{${index}}`));
  const read = await readMembers(client, { known });
  expect(uuidsOf(read)).toEqual(['{a}']);
  expect(getMember).not.toHaveBeenCalled();
});

it('counts somebody once who is in two pages', async () => {
  const { client } = createClient([[member('{a}')], [member('{a}')]], []);
  expect(uuidsOf(await readMembers(client))).toEqual(['{a}']);
});

it.each([
  { accountStatus: 'inactive' },
  { accountStatus: 'closed' },
  { type: 'app_user' },
])('leaves out %p, however Bitbucket tells', async change => {
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

it('takes those of whom Bitbucket does not tell the status', async () => {
  const { client } = createClient([[member('{a}', { type: undefined })]], []);
  expect(uuidsOf(await readMembers(client))).toEqual(['{a}']);
});
