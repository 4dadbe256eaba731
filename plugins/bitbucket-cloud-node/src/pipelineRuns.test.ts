import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { bearerCredentials } from './BitbucketCredentials';
import { BitbucketPipelinesClient } from './BitbucketPipelinesClient';
import { ranPipelineSchema, toRerun } from './pipelineRuns';

const rerunOf = (body: object) => toRerun(ranPipelineSchema.parse(body));
const COMMIT = { hash: 'abcdef0', type: 'commit', links: {} };

describe('the request for the same pipeline again', () => {
  it.each([
    [
      {
        type: 'pipeline_ref_target',
        ref_type: 'branch',
        ref_name: 'main',
        commit: COMMIT,
        selector: { type: 'branches', pattern: 'main' },
      },
      {
        type: 'pipeline_ref_target',
        ref_type: 'branch',
        ref_name: 'main',
        commit: { type: 'commit', hash: 'abcdef0' },
        selector: { type: 'branches', pattern: 'main' },
      },
    ],
    [
      {
        type: 'pipeline_commit_target',
        commit: COMMIT,
        selector: { type: 'default', pattern: null },
      },
      {
        type: 'pipeline_commit_target',
        commit: { type: 'commit', hash: 'abcdef0' },
        selector: { type: 'default' },
      },
    ],
    [
      {
        type: 'pipeline_pullrequest_target',
        source: 'feature',
        destination: 'main',
        destination_commit: COMMIT,
        commit: COMMIT,
        pullrequest: { type: 'pullrequest', id: 7 },
        selector: { type: 'pull-requests', pattern: '**' },
      },
      {
        type: 'pipeline_pullrequest_target',
        source: 'feature',
        destination: 'main',
        destination_commit: { type: 'commit', hash: 'abcdef0' },
        commit: { type: 'commit', hash: 'abcdef0' },
        pullrequest: { id: 7 },
        selector: { type: 'pull-requests', pattern: '**' },
      },
    ],
  ])('has the same target as %j', (target, expected) => {
    expect(rerunOf({ target })).toEqual({ target: expected });
  });

  it('has the same variables, if none of them is secured', () => {
    const target = { type: 'pipeline_commit_target', commit: COMMIT };
    const variable = { key: 'STAGE', value: 'test', secured: false };
    expect(rerunOf({ target, variables: [variable] })).toMatchObject({
      variables: [{ key: 'STAGE', value: 'test' }],
    });
    expect(() =>
      rerunOf({ target, variables: [variable, { key: 'KEY', secured: true }] }),
    ).toThrow('The pipeline has secured variables');
  });

  it('does not exist for an unknown kind of pipeline', () => {
    expect(() => rerunOf({ target: { type: 'pipeline_new_target' } })).toThrow(
      'The portal cannot run a pipeline of this kind',
    );
  });
});

describe('a client with the access token of a person', () => {
  let stub: BitbucketCloudStub;
  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
  });
  afterAll(() => stub.close());

  const createClient = (token: string) =>
    new BitbucketPipelinesClient({
      workspace: 'harbour-bikes',
      credentials: bearerCredentials(token),
      apiBaseUrl: stub.apiUrl,
    });

  it('runs a pipeline again and stops it', async () => {
    const token = 'a-token-that-writes';
    stub.registerAccessToken({
      token,
      scopes: ['pipeline:write'],
      workspace: 'harbour-bikes',
    });
    const client = createClient(token);
    const slug = 'booking-api';
    const [{ uuid, commit, ref }] = (await client.list(slug)).filter(
      ({ state }) => state === 'failed',
    );
    const again = await client.rerun({ slug, uuid });
    expect(again).toMatchObject({
      state: 'pending',
      trigger: 'manual',
      commit,
      ref,
    });
    await client.stop({ slug, uuid: again.uuid });
    const [latest] = await client.list(slug);
    expect(latest).toMatchObject({ number: again.number, state: 'stopped' });
    await expect(client.stop({ slug, uuid: again.uuid })).rejects.toMatchObject(
      { status: 400 },
    );
  });

  it('receives the missing scope', async () => {
    const token = 'a-token-that-reads';
    stub.registerAccessToken({
      token,
      scopes: ['pipeline'],
      workspace: 'harbour-bikes',
    });
    const client = createClient(token);
    const [{ uuid }] = await client.list('booking-api');
    await expect(
      client.rerun({ slug: 'booking-api', uuid }),
    ).rejects.toMatchObject({
      status: 403,
      requiredScopes: ['pipeline:write'],
    });
  });
});
