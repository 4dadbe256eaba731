import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
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

it('holds back the removal of all catalog files, however many repositories have none', async () => {
  const withoutFile = { create: 'component', owner: 'platform' };
  const empty = Array.from({ length: 40 }, (_, index) =>
    repository(100 + index, { files: {} }),
  );
  const withFile = Array.from({ length: 12 }, (_, index) =>
    repository(index + 1),
  );
  stub = await startStub([...withFile, ...empty]);
  portal = await startRepositories({ stub, config: { withoutFile } });
  expect(await portal.run()).toContain('40 without a file');
  stub.clock.advance(60_000);
  for (const { slug } of withFile) {
    await stub.push(WORKSPACE, slug, { files: { 'catalog-info.yaml': null } });
  }
  expect(await portal.run()).toContain('0 removed, 12 held back');
});
