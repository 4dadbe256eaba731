import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  catalogFile,
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from './__testUtils__/startRepositories';

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const withoutFile = {
  create: 'component',
  owner: 'platform',
  rules: [
    { projects: ['LAND'], owner: 'land', system: 'rides' },
    { repositories: ['*-old'], lifecycle: 'deprecated' },
  ],
};

it('creates a Component for each repository without a file, and removes it when there is one', async () => {
  stub = await startStub([
    repository(1, { files: { 'README.md': 'text' }, language: 'C++' }),
    repository(2, {
      slug: 'trams-old',
      project: 'LAND',
      files: {},
      description: 'Trams',
    }),
  ]);
  portal = await startRepositories({ stub, config: { withoutFile } });
  expect(await portal.run()).toContain('2 without a file');
  await portal.untilComponents('repo-1', 'trams-old');
  const one = await portal.read('component/default/repo-1');
  expect(one).toMatchObject({
    metadata: {
      tags: ['c++'],
      annotations: { 'bitbucket.org/repo-slug': `${WORKSPACE}/repo-1` },
    },
    spec: {
      owner: 'group:default/platform',
      type: 'repository',
      lifecycle: 'unknown',
    },
  });
  const trams = await portal.read('component/default/trams-old');
  expect(trams).toMatchObject({
    metadata: { description: 'Trams' },
    spec: {
      owner: 'group:default/land',
      system: 'rides',
      lifecycle: 'deprecated',
    },
  });

  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': catalogFile('repo-1') },
  });
  await portal.run();
  let component = one;
  while (component?.spec?.lifecycle !== 'production') {
    component = await portal.read('component/default/repo-1');
  }
  await portal.untilComponents('repo-1', 'trams-old');

  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': null },
  });
  await portal.run();
  while (component?.spec?.lifecycle !== 'unknown') {
    component = await portal.read('component/default/repo-1');
  }
  expect(component?.spec?.owner).toBe('group:default/platform');
});
