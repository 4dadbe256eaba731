import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  createPeople,
  group,
  projectGroup,
} from './__testUtils__/createPeople';
import {
  catalogFile,
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

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

it('assigns the Components to the Group and the System of their project', async () => {
  const projectOf = (kind: string, name: string, project: string) => ({
    ...group(name),
    kind,
    metadata: {
      ...projectGroup(name, project).metadata,
      name,
    },
    spec: { ...group(name).spec, owner: 'guests' },
  });
  stub = await startStub([
    repository(1, { files: {} }),
    repository(2, { files: {}, project: 'LAND' }),
    repository(3, { files: {}, slug: 'ruled' }),
  ]);
  portal = await startRepositories({
    stub,
    features: [
      createPeople([
        projectGroup('generated-sea-00000901', `${WORKSPACE}/SEA`),
        projectOf('System', 'sea', `${WORKSPACE}/sea`),
        // Which of them is the owner would depend on their order.
        projectGroup('one', `${WORKSPACE}/LAND`),
        projectGroup('two', `${WORKSPACE}/LAND`),
      ]),
    ],
    config: {
      withoutFile: {
        create: 'component',
        owner: 'platform',
        projectAs: ['owner', 'system'],
        rules: [{ repositories: ['ruled'], owner: 'booking', system: 'rides' }],
      },
    },
  });
  await waitUntil(async () => (await portal.refs('System')).length === 1);
  await waitUntil(async () => (await portal.refs('Group')).length === 3);
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2', 'ruled');
  const specOf = async (name: string) =>
    (await portal.read(`component/default/${name}`))?.spec;
  expect(await specOf('repo-1')).toMatchObject({
    owner: 'group:default/generated-sea-00000901',
    system: 'system:default/sea',
  });
  expect(await specOf('repo-2')).toMatchObject({
    owner: 'group:default/platform',
  });
  expect(await specOf('ruled')).toMatchObject({
    owner: 'group:default/booking',
    system: 'rides',
  });
});
