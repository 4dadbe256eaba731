import {
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { globalAgent } from 'node:http';
import { startImport } from '../__testUtils__/startImport';
import {
  registerConsumer,
  repository,
  uuidOf,
  WORKSPACE,
} from '../__testUtils__/startRepositories';

let portal: Awaited<ReturnType<typeof startImport>>;
afterEach(() => portal.stop());

/** The workspace got another slug, and a stranger created a workspace with the earlier one. */
async function replaceWorkspace() {
  const { clock, url } = portal.stub;
  await portal.stub.close();
  // The client must not reuse a connection to the stub that was closed.
  globalAgent.destroy();
  const stub = await createBitbucketCloudStub({
    port: Number(new URL(url).port),
    seed: {
      ...generateSeed({ members: 3, repositories: 0 }),
      workspaces: [{ slug: WORKSPACE, uuid: uuidOf(999), name: 'Other' }],
      projects: [
        { workspace: WORKSPACE, key: 'SEA', uuid: uuidOf(901), name: 'Sea' },
      ],
      repositories: [repository(1, { slug: 'foreign' })],
    },
  });
  stub.clock.advance(clock.now() - stub.clock.now() + 60_000);
  registerConsumer(stub);
  portal.stop = async () => {
    await portal.portal.backend.stop();
    await stub.close();
  };
}

it('does not read, as the provider, a repository of another workspace with the slug', async () => {
  // The database returns the smaller uuid of the other repository first.
  portal = await startImport({ repositories: [repository(5)] });
  await portal.portal.run();
  await portal.portal.untilComponents('repo-5');
  await replaceWorkspace();

  const target = `https://bitbucket.org/${WORKSPACE}/foreign/src/main/catalog-info.yaml`;
  const response = await fetch(`${portal.portal.catalogUrl}/locations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'url', target }),
  });
  // The catalog registers it like the file of any other workspace.
  expect((await response.json()).location.id).toMatch(/^[0-9a-f-]{36}$/);
  expect((await portal.analyze('foreign')).status).toBe(404);

  // Otherwise the run would remove the entities of the company, and add those of the other workspace.
  expect(await portal.portal.run()).toContain('is now another workspace');
  await portal.portal.untilComponents('repo-5');
});
