import { HookListener } from '../../__testUtils__/HookListener';
import { call, send, tokenOf } from '../../__testUtils__/restClient';
import { quietSeed } from '../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const BRANCHES = `${REPOSITORY}/refs/branches`;

describe('branches', () => {
  let stub: BitbucketCloudStub;
  let token: string;
  let listener: HookListener;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    listener = await HookListener.start();
    const owner = await tokenOf(stub, 'mira_lindqvist');
    await send(stub, owner, `${REPOSITORY}/hooks`, {
      url: listener.url,
      events: ['repo:push'],
    });
    token = await tokenOf(stub, 'treyes');
  });

  afterEach(async () => {
    await stub.close();
    await listener.stop();
  });

  const create = (name: string, hash: string, by = token) =>
    send(stub, by, BRANCHES, { name, target: { hash } });

  it('start at a hash or at another branch, and are deleted', async () => {
    const { body: main } = await call(stub, token, `${BRANCHES}/main`);
    const created = await create('add-catalog', 'main');
    const path = `${BRANCHES}/add-catalog`;
    const deleted = await call(stub, token, path, { method: 'DELETE' });
    await stub.deliveries.settled();
    const [first, second] = listener.received.map(
      ({ body }) => JSON.parse(body).push.changes[0],
    );

    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: 'add-catalog',
      target: { hash: main.target.hash },
    });
    expect(deleted.status).toBe(204);
    expect((await call(stub, token, path)).status).toBe(404);
    expect(first).toMatchObject({
      created: true,
      old: null,
      new: { name: 'add-catalog' },
      commits: [],
    });
    expect(second).toMatchObject({ closed: true, new: null });
    expect((await create('again', main.target.hash.slice(0, 7))).status).toBe(
      201,
    );
  });

  it.each([
    ['main', 'main', 'Branch "main" already exists.'],
    ['new', 'nothing', 'The target "nothing" does not exist.'],
    ['a b', 'main', 'Bad request'],
  ])('are not created as %s from %s', async (name, hash, message) => {
    const { status, body } = await create(name, hash);

    expect([status, body.error.message]).toEqual([400, message]);
  });

  it('are not deleted if they are the main branch', async () => {
    const path = `${BRANCHES}/main`;

    expect((await call(stub, token, path, { method: 'DELETE' })).status).toBe(
      400,
    );
  });

  it('are only created by those who can push', async () => {
    const reader = await tokenOf(stub, 'nadia-h');

    expect((await create('mine', 'main', reader)).status).toBe(403);
  });
});
