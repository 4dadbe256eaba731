import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { startImport } from '../__testUtils__/startImport';
import {
  catalogFile,
  repository,
  startStub,
  WORKSPACE,
} from '../__testUtils__/startRepositories';
import { waitUntil } from '../__testUtils__/waitUntil';

let portal: Awaited<ReturnType<typeof startImport>>;
afterEach(() => portal.stop());

const urlOf = (slug: string, rest = 'main/catalog-info.yaml') =>
  `https://bitbucket.org/${WORKSPACE}/${slug}/src/${rest}`;

type Options = Parameters<typeof startImport>[0];

async function start(options: Partial<Options> = {}) {
  portal = await startImport({ repositories: [repository(1)], ...options });
  const url = `${portal.portal.catalogUrl}/locations`;
  return {
    register: async (target: string, query = '') => {
      const response = await fetch(`${url}${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'url', target }),
      });
      return { status: response.status, body: await response.json() };
    },
    /** Returns the targets of the registered locations. */
    registered: async (): Promise<string[]> =>
      (await (await fetch(url)).json()).map(
        ({ data }: { data: { target: string } }) => data.target,
      ),
  };
}

it.each(['main/catalog-info.yaml', 'HEAD/catalog-info.yaml'])(
  'reads %s at once, and follows the deletion of its repository',
  async rest => {
    const others = [2, 3, 4].map(number => repository(number));
    const { register, registered } = await start({
      repositories: [repository(1), ...others],
    });
    const { status, body } = await register(urlOf('repo-1', rest));
    expect(body).toEqual({
      location: {
        id: expect.stringMatching(/^location:default\/generated-/),
        type: 'url',
        target: urlOf('repo-1'),
      },
      entities: [],
    });
    expect(status).toBe(201);
    await portal.portal.untilComponents('repo-1');
    expect(await registered()).toEqual([]);
    expect(await portal.portal.run()).toContain('3 read, 1 unchanged');

    const left = await startStub(others, portal.stub);
    portal.stop = async () => {
      await portal.portal.backend.stop();
      await left.close();
    };
    await portal.portal.run();
    await portal.portal.untilComponents('repo-2', 'repo-3', 'repo-4');
  },
);

it('reports a file that does not exist yet, and reads it in a later run', async () => {
  const { register, registered } = await start({
    repositories: [
      repository(1, { files: { 'README.md': '' } }),
      repository(2, { files: undefined }),
    ],
  });
  const { status, body } = await register(urlOf('repo-1'));
  expect(body.error.message).toContain(
    `does not return the file catalog-info.yaml in the branch main of ${WORKSPACE}/repo-1`,
  );
  expect(status).toBe(404);
  expect(await registered()).toEqual([]);

  portal.stub.clock.advance(60_000);
  await portal.stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': catalogFile('repo-1') },
  });
  await portal.portal.run();
  await portal.portal.untilComponents('repo-1');
});

it('registers nothing for a repository whose main branch is not known yet', async () => {
  const { register, registered } = await start({
    repositories: [repository(1, { files: undefined })],
  });
  const { status, body } = await register(urlOf('repo-1'));
  expect(body.error.message).toContain(
    `does not return a branch of ${WORKSPACE}/repo-1`,
  );
  expect(status).toBe(404);
  expect(await registered()).toEqual([]);
});

it.each([
  ['another branch', urlOf('repo-1', 'other/catalog-info.yaml')],
  ['another path', urlOf('repo-1', 'main/docs/more.yaml')],
  ['an excluded repository', urlOf('repo-2')],
  [
    'another workspace',
    'https://bitbucket.org/other/a/src/main/catalog-info.yaml',
  ],
  [
    'another host',
    'https://example.com/generated/repo-1/src/main/catalog-info.yaml',
  ],
])('leaves %s to the catalog', async (_, target) => {
  const { register, registered } = await start({
    repositories: [repository(1), repository(2)],
    config: { filters: { exclude: { repositories: ['repo-2'] } } },
  });
  const { status, body } = await register(target);
  expect(body.location.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(status).toBe(201);
  expect(await registered()).toEqual([target]);
});

it('finds a branch with a slash, and the files of a pattern', async () => {
  const files = { 'a/b/catalog-info.yaml': catalogFile('deep') };
  const { register, registered } = await start({
    repositories: [repository(1, { files, mainbranch: 'release/1' })],
    config: { catalogPath: '**/catalog-info.yaml' },
  });
  await register(urlOf('repo-1', 'release/1/a/b/catalog-info.yaml'));
  await portal.portal.untilComponents('deep');
  expect(await registered()).toEqual([]);
});

it.each(['0', 'no', 'off', 'false'])(
  'reads the file with dryRun=%s, which the catalog does not take for a dry run',
  async value => {
    const { register, registered } = await start();
    const { body } = await register(urlOf('repo-1'), `?dryRun=${value}`);
    expect(body.location.id).toMatch(/^location:/);
    expect(await registered()).toEqual([]);
  },
);

it('changes nothing in a dry run', async () => {
  const { register } = await start();
  const { body } = await register(urlOf('repo-1'), '?dryRun=true');
  expect(body.error.message).toContain('Unable to read url');
  expect(await portal.portal.refs('Location')).toEqual([]);
});

it('leaves the refusal of users without the permission to the catalog', async () => {
  const { register } = await start({
    features: [
      mockServices.permissions.factory({ result: AuthorizeResult.DENY }),
    ],
  });
  const calls = portal.stub.journal.entries({}).length;
  expect((await register(urlOf('repo-1'))).status).toBe(403);
  expect(portal.stub.journal.entries({})).toHaveLength(calls);
});

it('explains that Bitbucket fails, and registers nothing', async () => {
  const { register, registered } = await start({
    config: { rateLimit: { callsPerHour: 1 } },
  });
  const { status, body } = await register(urlOf('repo-1'));
  expect(body.error.message).toContain('Try again in');
  expect(status).toBe(503);
  expect(await registered()).toEqual([]);
  await waitUntil(async () => portal.portal.lines.length > 0);
});
