import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  callsOf,
  repository,
  sendEvent,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
} from './__testUtils__/startRepositories';

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

it('does not add a repository that left the workspace before its first event was handled', async () => {
  stub = await startStub([repository(1)]);
  portal = await startRepositories({ stub });
  await portal.run();
  stub = await startStub([repository(1), repository(2)], stub);
  // Bitbucket finds a repository by its uuid in each workspace.
  stub.faults.add({
    path: `/2.0/repositories/${WORKSPACE}/${encodeURIComponent(uuidOf(2))}`,
    merge: { workspace: { slug: 'other', uuid: uuidOf(800) } },
  });
  await sendEvent(portal, 'repo:created', 2);
  expect(callsOf(stub)).toBe(1);
  stub = await startStub([repository(1)], stub);
  expect(await portal.run()).toContain('1 found');
  await portal.untilComponents('repo-1');
});
