import {
  call,
  clientToken,
  send,
  sendWith,
  tokenOf,
} from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const HOOKS = '/repositories/harbour-bikes/booking-api/hooks';
const HOOK = {
  description: 'Catalog',
  url: 'http://localhost:7007/hook',
  active: true,
  events: ['repo:push'],
  secret: 'quite-a-secret',
};

describe('webhooks', () => {
  let stub: BitbucketCloudStub;
  let owner: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
    owner = await tokenOf(stub, 'mira_lindqvist');
  });

  afterEach(async () => {
    await stub.close();
  });

  it('are created, listed, read and deleted, and never return their secret', async () => {
    const created = await send(stub, owner, HOOKS, HOOK);
    const path = new URL(created.body.links.self.href).pathname.slice(4);
    const listed = await call(stub, owner, HOOKS);
    const read = await call(stub, owner, path);
    const deleted = await call(stub, owner, path, { method: 'DELETE' });

    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      type: 'webhook_subscription',
      uuid: expect.stringMatching(/^\{.{36}\}$/),
      url: HOOK.url,
      events: ['repo:push'],
      active: true,
      secret_set: true,
      subject_type: 'repository',
      subject: { full_name: 'harbour-bikes/booking-api' },
    });
    expect(created.text + listed.text + read.text).not.toContain(HOOK.secret);
    expect(listed.body.values).toEqual([created.body]);
    expect(read.body).toEqual(created.body);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await call(stub, owner, path)).status).toBe(404);
  });

  it.each([null, '', undefined])(
    'has no secret with the secret %j',
    async secret => {
      const { body } = await send(stub, owner, HOOKS, { ...HOOK, secret });

      expect(body.secret_set).toBe(false);
    },
  );

  it.each([
    [{ url: undefined }, /^url: /],
    [{ url: 'http://' }, 'url: must be an http: or https: URL'],
    [{ url: 'ftp://x' }, 'url: must be an http: or https: URL'],
    [{ events: [] }, 'events: must name at least one event'],
    [{ events: ['repo:exploded'] }, 'events.0: must be an event of Bitbucket'],
    [{ active: 'yes' }, /^active: /],
    [{ secret: 'x'.repeat(129) }, 'secret: must not be longer'],
  ])('are rejected with %j', async (change, detail) => {
    const { status, body } = await send(stub, owner, HOOKS, {
      ...HOOK,
      ...change,
    });

    expect(status).toBe(400);
    expect(body.error.message).toBe('Bad request');
    expect(body.error.detail).toMatch(detail);
  });

  it.each([
    ['invalid JSON', 'application/json', '{', 400],
    ['a list', 'application/json', '[]', 400],
    ['nothing', 'application/json', '', 400],
    ['a form', 'application/x-www-form-urlencoded', 'url=http://x', 415],
    ['a body of 10 MB', 'application/json', `"${'x'.repeat(1e7)}"`, 413],
  ])(
    'are rejected as %s, and the stub continues to run',
    async (_, type, text, expected) => {
      const { status, body } = await call(stub, owner, HOOKS, {
        method: 'POST',
        headers: { 'content-type': type },
        body: text,
      });

      expect(status).toBe(expected);
      expect(body.type).toBe('error');
      expect((await call(stub, owner, HOOKS)).status).toBe(200);
    },
  );

  it('require the scopes of their events', async () => {
    const token = await tokenOf(stub, 'mira_lindqvist', [
      'webhook',
      'repository',
    ]);
    const { status, body } = await send(stub, token, HOOKS, {
      ...HOOK,
      events: ['repo:push', 'issue:created'],
    });

    expect(status).toBe(403);
    expect(body.error.detail).toEqual({
      required: ['webhook', 'repository', 'issue'],
      granted: ['webhook', 'repository'],
    });
  });

  it.each([
    ['a member', () => tokenOf(stub, 'treyes'), 403],
    ['an admin of another project', () => tokenOf(stub, 'aiko-t'), 403],
    ['a stranger', () => tokenOf(stub, 'kitmarlowe'), 404],
    ['a client of the workspace', () => clientToken(stub), 200],
    [
      'a token without the scope',
      () => tokenOf(stub, 'mira_lindqvist', ['repository']),
      403,
    ],
  ])('are visible or not to %s', async (_, token, expected) => {
    expect((await call(stub, await token(), HOOKS)).status).toBe(expected);
  });

  it('respond with 404 for an unknown one', async () => {
    const path = `${HOOKS}/{00000000-0000-4000-8000-000000000000}`;

    expect((await call(stub, owner, path)).status).toBe(404);
    expect((await call(stub, owner, path, { method: 'DELETE' })).status).toBe(
      404,
    );
  });

  it('are changed, and keep their secret unless the change contains one', async () => {
    const put = sendWith('PUT', stub, owner);
    const { body } = await send(stub, owner, HOOKS, HOOK);
    const path = `${HOOKS}/${body.uuid}`;
    const events = ['repo:push', 'repo:updated'];
    const changed = await put(path, { events, active: false });
    const without = await put(path, { secret: null });

    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...body, events, active: false });
    expect(without.body.secret_set).toBe(false);
    expect((await put(path, { url: 'ftp://x' })).status).toBe(400);
  });

  describe('of a workspace', () => {
    const OF_WORKSPACE = '/workspaces/harbour-bikes/hooks';

    it('are created, listed, changed and deleted', async () => {
      const created = await send(stub, owner, OF_WORKSPACE, HOOK);
      const path = `${OF_WORKSPACE}/${created.body.uuid}`;
      const listed = await call(stub, owner, OF_WORKSPACE);
      const changed = await sendWith(
        'PUT',
        stub,
        owner,
      )(path, {
        description: 'Portal',
      });

      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({
        secret_set: true,
        subject_type: 'workspace',
        subject: { type: 'workspace', slug: 'harbour-bikes' },
      });
      expect(listed.body.values).toEqual([created.body]);
      expect(changed.body).toEqual({ ...created.body, description: 'Portal' });
      expect((await call(stub, owner, path)).body).toEqual(changed.body);
      expect((await call(stub, owner, path, { method: 'DELETE' })).status).toBe(
        204,
      );
      expect((await call(stub, owner, HOOKS)).body.values).toEqual([]);
    });

    it.each<[string, () => Promise<string>, number]>([
      ['a member', () => tokenOf(stub, 'treyes'), 403],
      ['a stranger', () => tokenOf(stub, 'kitmarlowe'), 404],
      ['a client of the workspace', () => clientToken(stub), 200],
    ])('are visible or not to %s', async (_, token, expected) => {
      expect((await call(stub, await token(), OF_WORKSPACE)).status).toBe(
        expected,
      );
    });
  });
});
