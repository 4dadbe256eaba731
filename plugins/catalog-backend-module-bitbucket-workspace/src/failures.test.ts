import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { inspect } from 'node:util';
import {
  CONSUMER,
  createHarness,
  type HarnessOptions,
  registerConsumer,
  SCOPES,
} from './__testUtils__/createHarness';

const MEMBERS = 240;

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({
    seed: generateSeed({ members: MEMBERS, repositories: 0 }),
  });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace: 'generated' });
});
afterAll(() => stub.close());

/** A provider that has read all 240 people once. */
async function createSynced(options: Partial<HarnessOptions> = {}) {
  const harness = await createHarness({
    stub,
    ...options,
    config: { workspace: 'generated', ...options.config },
  });
  await harness.run();
  expect(harness.catalog.mutations).toHaveLength(1);
  return harness;
}

/** Removes the given number of members, from the end of the list. */
function leave(count: number) {
  for (const { uuid } of stub.people.slice(-count)) {
    stub.update(uuid, { workspaces: {} });
  }
}

const MEMBER_LIST = '/2.0/workspaces/generated/members';

describe('a failed run', () => {
  it.each([
    ['the first page fails', { nth: 1, status: 500 }, 'trouble'],
    ['the last page fails', { nth: 3, status: 404 }, 'no such workspace'],
    [
      'a page is truncated',
      { nth: 2, truncate: true },
      'The connection to Bitbucket failed',
    ],
    ['a page is HTML', { nth: 2, html: true, status: 200 }, 'a proxy'],
    ['a page links to another host', { next: 'https://x.example/' }, 'a proxy'],
    ['the pages form a circle', { next: 'loop' }, 'does not understand'],
    ['a page is a redirect', { redirect: 'https://x.example/' }, 'a proxy'],
    ['there is no response', { hang: true }, 'did not respond in time'],
    [
      'the credentials lack a permission',
      { status: 403 },
      'the scope or the role',
    ],
    ['the endpoint was removed', { status: 410 }, 'Upgrade this module'],
  ])('changes nothing when %s', async (_, fault, remedy) => {
    const { catalog, knex, run } = await createSynced();
    // Only a missing response requires a short time limit.
    const seconds = 'hang' in fault ? 0.3 : 30;
    const { fail, lines } = await createHarness({
      stub,
      catalog,
      knex,
      config: { workspace: 'generated', requestTimeout: { seconds } },
    });
    leave(1);
    // Twice, because the client retries a call that failed.
    stub.faults.add({ path: MEMBER_LIST, ...fault } as never);
    stub.faults.add({ path: MEMBER_LIST, ...fault } as never);
    const error = await fail();
    expect(error.message).toContain(
      'Bitbucket workspace main: the run failed, and nothing in the catalog has changed (catalog.providers.bitbucketWorkspace.main). ',
    );
    expect(error.message).toContain(remedy);
    expect(lines.at(-1)).toBe(`error: ${error.message}`);
    expect(catalog.mutations).toHaveLength(1);

    stub.faults.clear();
    expect(await run()).toContain('0 added, 0 changed, 1 removed');
  });

  it('retries after a temporary error of Bitbucket', async () => {
    const { run } = await createSynced();
    leave(1);
    stub.faults.add({ path: MEMBER_LIST, nth: 2, status: 502 });
    expect(await run()).toContain('1 removed');
  });

  it('changes nothing when the credentials are revoked', async () => {
    stub.registerAccessToken({
      token: 'the-s3cret-token',
      workspace: 'generated',
      scopes: SCOPES,
    });
    const { catalog, fail, run } = await createSynced({
      config: {
        clientId: null,
        clientSecret: null,
        workspaceAccessToken: 'the-s3cret-token',
      },
    });
    leave(1);
    stub.revokeAccessToken('the-s3cret-token');
    expect((await fail()).message).toContain(
      'Bitbucket does not accept the credentials',
    );
    expect(catalog.mutations).toHaveLength(1);

    stub.registerAccessToken({
      token: 'the-s3cret-token',
      workspace: 'generated',
      scopes: SCOPES,
    });
    expect(await run()).toContain('1 removed');
  });

  it('continues with another token if one was revoked during the run', async () => {
    const { run } = await createSynced();
    leave(1);
    stub.faults.add({ path: MEMBER_LIST, nth: 2, status: 401 });
    expect(await run()).toContain('1 removed');
  });

  it('writes no secret to its errors and its log', async () => {
    const { fail, lines } = await createSynced();
    registerConsumer(stub, { secret: 'renewed', workspace: 'generated' });
    stub.clock.advance(2 * 60 * 60_000);
    stub.faults.add({ path: '/2.0/**', status: 401 });
    const errors = [await fail()];
    stub.faults.clear();
    stub.faults.add({ path: '/2.0/**', reset: true });
    errors.push(await fail());
    stub.faults.add({ path: '/site/**', truncate: true });
    errors.push(await fail());

    const text = `${errors.map(error => inspect(error, { depth: 9 }))}${lines}`;
    expect(text).toContain('does not accept');
    for (const secret of [
      CONSUMER.secret,
      Buffer.from(`${CONSUMER.id}:${CONSUMER.secret}`).toString('base64'),
      'Bearer ',
      'Basic ',
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('a listing that lacks many people', () => {
  it('is held back and reported, and applied after it is allowed', async () => {
    const { catalog, knex, run, lines } = await createSynced();
    leave(61);
    const line = await run();
    expect(line).toContain('0 added, 0 changed, 0 removed, 61 held back');
    expect(lines.join('\n')).toContain(
      "error: Bitbucket workspace main: 61 of 240 people are missing from Bitbucket's list of the members of the workspace. catalog.providers.bitbucketWorkspace.main.shrinkGuard does not allow so many, so the run changed nothing in the catalog.",
    );
    expect(catalog.mutations).toHaveLength(1);

    // The same after a restart, and on another instance
    const other = await createHarness({
      stub,
      catalog,
      knex,
      config: { workspace: 'generated' },
    });
    expect(await other.run()).toContain('61 held back');

    const allowed = await createHarness({
      stub,
      catalog,
      knex,
      config: { workspace: 'generated', shrinkGuard: { share: 1 } },
    });
    expect(await allowed.run()).toContain('61 removed, 0 held back');
  });

  it('is applied up to the share', async () => {
    const { run } = await createSynced();
    leave(60);
    expect(await run()).toContain('60 removed, 0 held back');
  });

  it('holds back an empty listing', async () => {
    const { catalog, run } = await createSynced();
    leave(MEMBERS);
    expect(await run()).toContain('240 held back');
    expect(catalog.refs).toHaveLength(MEMBERS + 2);
  });
});

describe('an interrupted run', () => {
  it('leaves the previous state when the backend stops while it reads', async () => {
    const { catalog, run, lines } = await createSynced();
    leave(3);
    const stop = new AbortController();
    stub.faults.add({ path: MEMBER_LIST, nth: 2, hang: true });
    const running = run(stop.signal);
    await stub.waitFor({ path: '/2.0/workspaces/generated/members' });
    stop.abort();
    await running;
    expect(catalog.mutations).toHaveLength(1);
    expect(lines.at(-1)).toContain('the run was stopped');

    stub.faults.clear();
    expect(await run()).toContain('3 removed');
  });

  it.each(['beforeMutation', 'afterMutation'] as const)(
    'recovers when the process ends %s',
    async moment => {
      const { catalog, knex, fail } = await createSynced();
      const [joins] = stub.people.slice(-1);
      const before = catalog.refs;
      leave(3);
      catalog[moment] = async () => {
        throw new Error('the process ended');
      };
      await fail();
      catalog[moment] = async () => {};
      // One of them has returned since then, so their User must return.
      stub.update(joins.uuid, { workspaces: { generated: 'member' } });

      const next = await createHarness({
        stub,
        catalog,
        knex,
        config: { workspace: 'generated' },
      });
      await next.run();
      expect(catalog.refs).toHaveLength(before.length - 2);
      const mutations = catalog.mutations.length;
      await next.run();
      expect(catalog.mutations).toHaveLength(mutations);
    },
  );

  it('removes an entity that came with a mutation that was not recorded', async () => {
    leave(1);
    const { catalog, knex, fail } = await createSynced();
    stub.update(stub.people[MEMBERS - 1].uuid, {
      workspaces: { generated: 'member' },
    });
    catalog.afterMutation = async () => {
      throw new Error('the process ended');
    };
    await fail();
    catalog.afterMutation = async () => {};
    expect(catalog.refs).toHaveLength(MEMBERS + 2);
    leave(1);

    const next = await createHarness({
      stub,
      catalog,
      knex,
      config: { workspace: 'generated' },
    });
    await next.run();
    expect(catalog.refs).toHaveLength(MEMBERS + 1);
  });
});
