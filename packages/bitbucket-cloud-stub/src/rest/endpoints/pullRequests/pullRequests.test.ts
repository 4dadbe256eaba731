import { HookListener } from '../../../__testUtils__/HookListener';
import {
  call,
  send,
  sendWith,
  tokenOf,
} from '../../../__testUtils__/restClient';
import { quietSeed } from '../../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const ALL = `${REPOSITORY}/pullrequests`;
const NADIA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b05}';
const TOMAS = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02}';
const KIT = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b07}';

describe('pull requests', () => {
  let stub: BitbucketCloudStub;
  let owner: string;
  let token: string;
  let listener: HookListener;

  const push = (files: Record<string, string | null>, branch = 'add-catalog') =>
    stub.push('harbour-bikes', 'booking-api', { branch, files });

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    owner = await tokenOf(stub, 'mira_lindqvist');
    token = await tokenOf(stub, 'treyes');
    listener = await HookListener.start();
    await send(stub, owner, `${REPOSITORY}/hooks`, {
      url: listener.url,
      events: [
        'pullrequest:created',
        'pullrequest:updated',
        'pullrequest:fulfilled',
        'pullrequest:rejected',
        'repo:push',
      ],
    });
    await push({ 'catalog-info.yaml': 'kind: System' });
  });

  afterEach(async () => {
    await stub.close();
    await listener.stop();
  });

  const create = (fields: object = {}, by = token) =>
    send(stub, by, ALL, {
      title: 'Add the catalog file',
      source: { branch: { name: 'add-catalog' } },
      ...fields,
    });
  const act = (path: string, body?: object) =>
    body
      ? send(stub, token, `${ALL}/${path}`, body)
      : call(stub, token, `${ALL}/${path}`, { method: 'POST' });
  const read = (path = '') => call(stub, token, `${ALL}${path}`);
  const file = async () =>
    (await call(stub, token, `${REPOSITORY}/src/main/catalog-info.yaml`)).text;

  it('are created to the main branch, listed, and returned with their reviewers', async () => {
    const { status, body, headers } = await create({
      description: 'From the portal',
      reviewers: [{ uuid: NADIA }],
      close_source_branch: true,
    });
    const one = await read('/1');
    const listed = await read();
    await stub.deliveries.settled();

    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${stub.apiUrl}${ALL}/1`);
    expect(body).toMatchObject({
      type: 'pullrequest',
      id: 1,
      state: 'OPEN',
      description: 'From the portal',
      author: { nickname: 'tomas' },
      source: { branch: { name: 'add-catalog' } },
      destination: { branch: { name: 'main' } },
      reviewers: [{ uuid: NADIA }],
      links: {
        html: {
          href: `${stub.url}/harbour-bikes/booking-api/pull-requests/1`,
        },
      },
    });
    expect(one.body).toEqual(body);
    expect(listed.body.values[0]).not.toHaveProperty('reviewers');
    expect(listener.payload('pullrequest:created')).toMatchObject({
      actor: { nickname: 'tomas' },
      pullrequest: { id: 1, title: 'Add the catalog file' },
    });
  });

  it('contain the latest commit of their branch', async () => {
    await create();
    const { commit } = await push({ 'more.md': 'more' });

    expect((await read('/1')).body.source.commit.hash).toBe(commit);
  });

  it('between the same branches are one, with the new fields', async () => {
    await create();
    const { body } = await create({ title: 'Again' });

    expect(body).toMatchObject({ id: 1, title: 'Again' });
  });

  it.each<[string, number]>([
    ['', 1],
    ['?state=DECLINED', 1],
    ['?state=OPEN&state=DECLINED', 2],
    ['?state=MERGED', 0],
    ['?q=source.branch.name="add-catalog"', 1],
    ['?q=title ~ "nothing"', 0],
    [`?q=reviewers.uuid="${NADIA}"`, 1],
  ])('are selected by %s', async (query, count) => {
    await push({ 'x.md': 'x' }, 'other');
    await create({ source: { branch: { name: 'other' } } });
    await act('1/decline');
    await create({ reviewers: [{ uuid: NADIA }] });

    expect((await read(query)).body.values).toHaveLength(count);
  });

  it.each<[object, string]>([
    [{ title: ' ' }, 'title: must not be empty'],
    [{ source: { branch: { name: 'none' } } }, '"none" does not exist'],
    [{ source: { branch: { name: 'main' } } }, 'no changes to be pulled'],
    [
      { destination: { branch: { name: 'none' } } },
      'destination: the branch "none" does not exist',
    ],
    [{ reviewers: [{ uuid: TOMAS }] }, 'Tomas Reyes is the author'],
    [{ reviewers: [{ uuid: KIT }] }, 'is not a member of this workspace'],
    [{ reviewers: [{ uuid: 'x' }] }, 'Malformed reviewers list'],
    [
      {
        source: {
          branch: { name: 'main' },
          repository: { full_name: 'harbour-bikes/booking-web' },
        },
      },
      'not a fork',
    ],
  ])('are rejected with %j', async (fields, message) => {
    const { status, body } = await create(fields);
    const { message: text, detail } = body.error;

    expect(status).toBe(400);
    expect(`${text}: ${detail}`).toContain(message);
  });

  it('are merged, close their branch, and call the webhooks', async () => {
    await create({ close_source_branch: true });
    await push({ 'README.md': 'changed on main' }, 'main');
    const { status, body } = await act('1/merge');
    await stub.deliveries.settled();
    const branch = `${REPOSITORY}/refs/branches/add-catalog`;

    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'MERGED',
      merge_commit: { hash: expect.stringMatching(/^[0-9a-f]{40}$/) },
      closed_by: { nickname: 'tomas' },
    });
    expect(await file()).toBe('kind: System');
    expect((await call(stub, token, branch)).status).toBe(404);
    expect(listener.payload('pullrequest:fulfilled').pullrequest.id).toBe(1);
    expect((await act('1/merge')).status).toBe(400);
  });

  it.each([
    ['merge_commit', 2],
    ['squash', 1],
    ['fast_forward', 1],
  ])('are merged with %s', async (strategy, parents) => {
    await create();
    const { body } = await act('1/merge', {
      type: 'pullrequest_merge_parameters',
      merge_strategy: strategy,
      message: 'Merge it',
    });
    const path = `${REPOSITORY}/commit/${body.merge_commit.hash}`;

    expect((await call(stub, token, path)).body.parents).toHaveLength(parents);
    expect(await file()).toBe('kind: System');
  });

  it('are not merged with conflicts', async () => {
    await create();
    await push({ 'catalog-info.yaml': 'kind: Group' }, 'main');
    const { status, body } = await act('1/merge');

    expect(status).toBe(400);
    expect(body.error.message).toContain('merge conflicts: catalog-info.yaml');
  });

  it('are changed and declined', async () => {
    await create();
    const put = sendWith('PUT', stub, token);
    const changed = await put(`${ALL}/1`, { title: 'Better' });
    const declined = await act('1/decline');
    await stub.deliveries.settled();

    expect(changed.body.title).toBe('Better');
    expect(declined.body.state).toBe('DECLINED');
    expect((await put(`${ALL}/1`, { title: 'Late' })).status).toBe(400);
    expect(listener.events).toEqual(
      expect.arrayContaining(['pullrequest:updated', 'pullrequest:rejected']),
    );
  });

  it('come from forks', async () => {
    await send(stub, owner, `${REPOSITORY}/forks`, { name: 'Fork' });
    await stub.push('harbour-bikes', 'fork', { files: { 'y.md': 'y' } });
    const { body } = await create({
      source: {
        branch: { name: 'main' },
        repository: { full_name: 'harbour-bikes/fork' },
      },
    });
    const merged = await act('1/merge');

    expect(body.source.repository.full_name).toBe('harbour-bikes/fork');
    expect(merged.status).toBe(200);
  });

  it.each(['/2', '/x', '?state=BOTH'])('are not found at %s', async path => {
    expect((await read(path)).status).toBe(path.startsWith('?') ? 400 : 404);
  });
});
