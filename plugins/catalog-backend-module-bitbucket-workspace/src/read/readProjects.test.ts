import {
  BitbucketCloudError,
  type BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { mockServices } from '@backstage/backend-test-utils';
import { readProjects } from './readProjects';
import { UnreadableValues } from './UnreadableValues';

const A = { uuid: '{a}', key: 'A' };
const B = { uuid: '{b}', key: 'B' };

/** Lists these projects, and responds to permission requests for all others with a status. */
function createClient(listed: { uuid: string; key: string }[], status = 200) {
  const listProjectPermissions = jest.fn(async (key: string) => {
    if (status !== 200 && listed.every(each => each.key !== key)) {
      throw new BitbucketCloudError('refused', { code: 'http', status });
    }
    return [{ uuid: '{mira}', permission: 'read' }];
  });
  const client = { listProjects: async () => listed, listProjectPermissions };
  const read = (known: [string, string | undefined][]) =>
    readProjects(client as unknown as BitbucketWorkspaceClient, {
      projectPermissions: ['read'],
      known: new Map(known),
      unreadable: new UnreadableValues({
        config: { id: 'main' },
        logger: mockServices.logger.mock(),
      }),
    });
  return { read, listProjectPermissions };
}

it.each([
  [200, 'exists'],
  [404, 'deleted'],
  [403, 'unknown'],
])('with the status %i, a project that the list lacks %s', async (...row) => {
  const [status, state] = row;
  const { read } = createClient([A], status);
  const { projects, unlisted } = await read([
    ['group:project:{a}', 'A'],
    ['group:project:{b}', 'B'],
  ]);
  expect(projects).toEqual([{ project: A, people: ['{mira}'] }]);
  expect([...unlisted]).toEqual([
    ['group:project:{b}', { projectKey: 'B', state }],
  ]);
});

it('fails if a project cannot be confirmed because of an error', async () => {
  const { read } = createClient([A], 500);
  await expect(read([['group:project:{b}', 'B']])).rejects.toThrow('refused');
});

it.each<[string, (typeof A)[], [string, string | undefined][]]>([
  ['the list is empty', [], [['group:project:{b}', 'B']]],
  ['its key is not known', [A], [['group:project:{b}', undefined]]],
  ['another project has its key', [A], [['group:project:{b}', 'A']]],
  [
    'there are many',
    [A],
    Array.from({ length: 21 }, (_, i) => [`group:project:{${i}}`, `P${i}`]),
  ],
])('requests no project when %s', async (_, listed, known) => {
  const { read, listProjectPermissions } = createClient(listed, 404);
  const { unlisted } = await read(known);
  expect(unlisted.size).toBe(known.length);
  const states = [...unlisted.values()].map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['unknown']));
  expect(listProjectPermissions).toHaveBeenCalledTimes(listed.length);
});

it('counts a project once if it is on two pages', async () => {
  const { read } = createClient([A, B, A]);
  const { projects } = await read([]);
  expect(projects?.map(({ project }) => project)).toEqual([A, B]);
});
