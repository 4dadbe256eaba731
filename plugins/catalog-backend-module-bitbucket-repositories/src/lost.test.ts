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

it('requests each lost file again, so that a single 404 removes nothing', async () => {
  const folders = ['', 'a/', 'b/'];
  const files = Object.fromEntries(
    folders.map(folder => [
      `${folder}catalog-info.yaml`,
      catalogFile(`of-${folder.charAt(0) || 'root'}`),
    ]),
  );
  stub = await startStub([repository(1, { files })]);
  portal = await startRepositories({
    stub,
    config: { catalogPath: Object.keys(files) },
  });
  await portal.run();
  await portal.untilComponents('of-root', 'of-a', 'of-b');

  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'a/catalog-info.yaml': null },
  });
  stub.faults.add({
    path: '/2.0/repositories/**/b/catalog-info.yaml',
    status: 404,
    times: 1,
  });
  expect(await portal.run()).toContain('0 removed');
  expect(await portal.run()).toContain('1 removed');
  await portal.untilComponents('of-root', 'of-b');
});
