import { quietSeed } from '../../__testUtils__/quietSeed';
import { call, sendWith, tokenOf } from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const REVIEWERS = `${REPOSITORY}/default-reviewers`;
const NADIA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b05}';

describe('settings of repositories', () => {
  let stub: BitbucketCloudStub;
  let owner: string;

  beforeEach(async () => {
    const seed = quietSeed();
    stub = await createBitbucketCloudStub({
      seed: {
        ...seed,
        projects: seed.projects!.map(project => ({
          ...project,
          default_reviewers: ['treyes'],
        })),
        repositories: seed.repositories!.map(each => ({
          ...each,
          default_reviewers: ['mira_lindqvist'],
        })),
      },
    });
    owner = await tokenOf(stub, 'mira_lindqvist');
  });

  afterEach(async () => {
    await stub.close();
  });

  const names = async (path: string) => {
    const { body } = await call(stub, owner, path);
    return body.values.map(
      (each: { nickname?: string; user?: { nickname: string } }) =>
        each.nickname ?? each.user?.nickname,
    );
  };

  it('contain default reviewers, also those of the project', async () => {
    const { body } = await call(
      stub,
      owner,
      `${REPOSITORY}/effective-default-reviewers`,
    );

    expect(await names(REVIEWERS)).toEqual(['mira']);
    expect(
      body.values.map((each: { reviewer_type: string }) => each.reviewer_type),
    ).toEqual(['repository', 'project']);
  });

  it('get and lose default reviewers', async () => {
    const path = `${REVIEWERS}/${NADIA}`;
    const put = () => call(stub, owner, path, { method: 'PUT' });
    const before = await call(stub, owner, path);
    await put();
    await put();
    const added = await names(REVIEWERS);
    const deleted = await call(stub, owner, path, { method: 'DELETE' });

    expect(before.status).toBe(404);
    expect(added).toEqual(['mira', 'nadia']);
    expect(deleted.status).toBe(204);
    expect(await names(REVIEWERS)).toEqual(['mira']);
  });

  it.each([
    ['kitmarlowe', 400],
    ['nobody', 404],
  ])('do not get %s as a default reviewer', async (name, status) => {
    const path = `${REVIEWERS}/${name}`;
    const answer = await call(stub, owner, path, { method: 'PUT' });

    expect(answer.status).toBe(status);
  });

  it('are not changed by a writer', async () => {
    const writer = await tokenOf(stub, 'treyes');
    const init = { method: 'PUT' };

    expect(
      (await call(stub, writer, `${REVIEWERS}/${NADIA}`, init)).status,
    ).toBe(403);
  });

  it('enable Pipelines', async () => {
    const path = `${REPOSITORY}/pipelines_config`;
    const before = await call(stub, owner, path);
    const put = sendWith('PUT', stub, owner);
    const after = await put(path, { enabled: true });

    expect(before.body.enabled).toBe(false);
    expect(after.body.enabled).toBe(true);
    expect((await call(stub, owner, path)).body).toEqual(after.body);
    expect((await put(path, { enabled: 'yes' })).status).toBe(400);
  });
});
