import { Bitbucket } from 'bitbucket';
import { ALL_SCOPES, clientToken, tokenOf } from '../__testUtils__/restClient';
import { quietSeed } from '../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

describe('the published client "bitbucket"', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
  });

  afterEach(async () => {
    await stub.close();
  });

  const connect = async (person = 'mira_lindqvist') =>
    new Bitbucket({
      baseUrl: stub.apiUrl,
      auth: { token: await tokenOf(stub, person) },
      notice: false,
    });

  it('reads who signed in, and their addresses', async () => {
    const bitbucket = await connect();
    const user = await bitbucket.users.getAuthedUser({});
    const emails = await bitbucket.users.listEmailsForAuthedUser({});

    expect(user.data.display_name).toBe('Mira Lindqvist');
    expect(emails.data.values).toHaveLength(1);
  });

  it('follows the pages of a workspace', async () => {
    const bitbucket = await connect();
    const first = await bitbucket.workspaces.getMembersForWorkspace({
      workspace: 'harbour-bikes',
      pagelen: 4,
    });

    expect(bitbucket.hasNextPage(first.data)).toBe(true);
    const second = await bitbucket.getNextPage(first.data);
    expect(second.data.values).toHaveLength(2);
  });

  it('reads repositories, branches and files', async () => {
    const bitbucket = await connect('treyes');
    const workspace = 'harbour-bikes';
    const list = await bitbucket.repositories.list({
      workspace,
      q: 'language="go"',
    });
    const repoSlug = list.data.values![0].slug as string;
    const branches = await bitbucket.refs.listBranches({
      workspace,
      repo_slug: repoSlug,
    });
    const file = await bitbucket.repositories.readSrc({
      workspace,
      repo_slug: repoSlug,
      commit: branches.data.values![0].target!.hash!,
      path: 'README.md',
    });

    expect(repoSlug).toBe('fleet-tracker');
    expect(String(file.data)).toContain('# Fleet tracker');
  });

  it('creates and deletes a webhook', async () => {
    const bitbucket = await connect();
    const at = { workspace: 'harbour-bikes', repo_slug: 'booking-api' };
    const created = await bitbucket.repositories.createWebhook({
      ...at,
      _body: { url: 'https://x.example/', events: ['repo:push'] },
    } as never);
    const uid = created.data.uuid!;
    const deleted = await bitbucket.repositories.deleteWebhook({ ...at, uid });

    expect(created.status).toBe(201);
    expect(deleted.status).toBe(204);
  });

  it('receives the reason for a missing permission', async () => {
    const bitbucket = await connect('kitmarlowe');

    await expect(
      bitbucket.workspaces.getWorkspace({ workspace: 'harbour-bikes' }),
    ).rejects.toMatchObject({
      status: 404,
      error: {
        error: { message: "No workspace with identifier 'harbour-bikes'." },
      },
    });
  });

  it('reads as a client without a user', async () => {
    const token = await clientToken(stub, ALL_SCOPES);
    const bitbucket = new Bitbucket({ baseUrl: stub.apiUrl, auth: { token } });
    const { data } = await bitbucket.workspaces.getProjects({
      workspace: 'harbour-bikes',
    });

    expect(data.values).toHaveLength(6);
  });
});
