import { request as send } from 'node:http';
import { HookListener } from '../__testUtils__/HookListener';
import { send as sendJson, tokenOf } from '../__testUtils__/restClient';
import { read, signIn } from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

describe('the control endpoints', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${stub.url}/_stub${path}`, {
      method,
      headers: { 'x-stub-control': '1' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
    };
  };

  it('list themselves and the state of the stub', async () => {
    const { status, body } = await call('GET', '');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      url: stub.url,
      apiUrl: stub.apiUrl,
      dialect: 'current',
      switches: { rateLimitBody: 'json' },
    });
    expect(body.endpoints).toContainEqual({
      endpoint: 'POST /_stub/snapshots/{id}/restore',
      does: 'restores a snapshot; can be repeated',
    });
  });

  it('show and change people', async () => {
    const { uuid } = stub.person('treyes');
    const path = `/people/${encodeURIComponent(uuid)}`;

    expect((await call('GET', '/people')).body).toHaveLength(7);
    expect((await call('GET', path)).body).toEqual(stub.person('treyes'));
    expect(
      (await call('PATCH', '/people/treyes', { workspaces: {} })).body,
    ).toMatchObject({ uuid, workspaces: {} });
    expect(stub.person('treyes').workspaces).toEqual({});
  });

  it('register clients and never return their secrets', async () => {
    const client = { secret: 'hush-hush', scopes: ['account'] };

    expect((await call('PUT', '/clients/more', client)).status).toBe(204);
    const { body } = await call('GET', '/clients');
    expect(body).toContainEqual({ id: 'more', scopes: ['account'] });
    expect(JSON.stringify(body)).not.toMatch(/hush|not-a-secret/);
  });

  it('list the requests to webhooks, and send them again', async () => {
    const listener = await HookListener.start();
    const token = await tokenOf(stub, 'mira_lindqvist');
    await sendJson(stub, token, '/workspaces/harbour-bikes/hooks', {
      url: listener.url,
      events: ['repo:updated', 'repo:push'],
    });
    await call('POST', '/push/harbour-bikes/booking-api', {
      files: { 'x.md': '' },
    });
    const path = '/deliveries?event=repo:push';
    const { body: sent } = await call('GET', path);
    const again = await call('POST', `/deliveries/${sent[0].id}/resend`);
    await listener.stop();

    expect(sent).toMatchObject([{ event: 'repo:push', delivered: true }]);
    expect(again.body).toMatchObject({ id: sent[0].id, attempts: [204] });
    expect((await call('GET', path)).body).toHaveLength(2);
    expect((await call('GET', '/deliveries?event=repo:fork')).body).toEqual([]);
    expect((await call('POST', '/deliveries/none/resend')).status).toBe(404);
    stub.reset();
    expect((await call('GET', '/deliveries')).body).toEqual([]);
  });

  it('report an invalid transfer', async () => {
    const path = '/transfer/harbour-bikes/booking-api';
    const { status, body } = await call('POST', path, { workspace: 'x' });

    expect(status).toBe(400);
    expect(body.error).toContain('no workspace "x"');
  });

  it('push, and report an invalid push', async () => {
    const push = await call('POST', '/push/nowhere/nothing', { files: {} });

    expect(push.status).toBe(400);
    expect(push.body.error).toContain('nothing');

    const files = { 'notes/today.md': 'from a test' };
    const pushed = await call('POST', '/push/harbour-bikes/booking-api', {
      files,
    });
    const token = await tokenOf(stub, 'mira_lindqvist');
    const file = await fetch(
      `${stub.apiUrl}/repositories/harbour-bikes/booking-api/src/${pushed.body.commit}/notes/today.md`,
      { headers: { authorization: `Bearer ${token}` } },
    );

    expect(pushed).toMatchObject({ status: 200, body: { deliveries: [] } });
    expect(await file.text()).toBe('from a test');
  });

  it('register access tokens', async () => {
    const token = 'token-of-a-workspace';
    const { status } = await call('POST', '/access-tokens', {
      token,
      scopes: ['account'],
      workspace: 'harbour-bikes',
    });
    const members = await fetch(
      `${stub.apiUrl}/workspaces/harbour-bikes/members`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    const wrong = await call('POST', '/access-tokens', { token: 'x' });

    expect(status).toBe(204);
    expect(members.status).toBe(200);
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('access token is not valid') },
    });
  });

  it('switch faults on and off', async () => {
    const { body } = await call('POST', '/faults', { status: 503 });
    await read(stub, '/user');

    expect(body).toMatchObject({ id: 'fault-1', hits: 0 });
    expect((await call('GET', '/faults')).body).toMatchObject([{ hits: 1 }]);
    expect((await call('DELETE', '/faults/fault-1')).status).toBe(204);
    expect((await call('DELETE', '/faults/fault-1')).status).toBe(404);
    await call('POST', '/faults', { status: 503 });
    await call('DELETE', '/faults');
    expect(stub.faults.list()).toEqual([]);
  });

  it('read the journal and wait for requests', async () => {
    const waiting = call('GET', '/journal/wait?path=/2.0/*&status=401');
    await read(stub, '/workspaces/x');
    await read(stub, '/user');

    expect((await waiting).body).toMatchObject({ path: '/2.0/user' });
    expect((await call('GET', '/journal?method=GET&after=1')).body).toEqual(
      JSON.parse(JSON.stringify(stub.journal.entries({ after: 1 }))),
    );
    const late = await call('GET', '/journal/wait?after=9&timeoutMs=1');
    expect(late.status).toBe(408);
    expect(late.body.error).toContain('No request that matches {"after":9}');
    await call('DELETE', '/journal');
    expect(stub.journal.entries()).toEqual([]);
  });

  it('advance the clock', async () => {
    const before = (await call('GET', '/clock')).body.now;
    const { body } = await call('POST', '/clock', { advance: 60_000 });

    expect(body.now - before).toBeGreaterThanOrEqual(60_000);
  });

  it('take and restore snapshots, and reset to the seed', async () => {
    const { access_token: token } = await signIn(stub);
    const { body } = await call('POST', '/snapshots');
    stub.update('treyes', { removed: true });
    stub.faults.add({ status: 503 });

    expect(body).toEqual({ id: 'snapshot-1', takenAt: expect.any(Number) });
    await call('POST', '/snapshots/snapshot-1/restore');
    expect(stub.person('treyes').removed).toBeUndefined();
    expect((await read(stub, '/user', token)).status).toBe(200);
    await call('POST', '/reset');
    expect((await read(stub, '/user', token)).status).toBe(401);
    await call('DELETE', '/snapshots/snapshot-1');
    expect((await call('POST', '/snapshots/snapshot-1/restore')).status).toBe(
      404,
    );
  });

  it.each<[string, string, unknown, number, string]>([
    [
      'GET',
      '/nothing',
      undefined,
      404,
      'There is no endpoint GET /_stub/nothing',
    ],
    ['GET', '/people/nobody', undefined, 404, 'There is no account "nobody"'],
    ['PATCH', '/people/treyes', '{"note":', 400, 'The body is not JSON: '],
    ['PATCH', '/people/treyes', [], 400, 'must be a JSON object'],
    ['PATCH', '/people/treyes', { nick: 'x' }, 400, 'nick'],
    ['PUT', '/clients/x', { secret: 's' }, 400, 'The client is not valid'],
    ['POST', '/faults', {}, 400, 'it has no effect'],
    ['POST', '/clock', { advance: 'x' }, 400, 'advance: must be a number'],
    ['POST', '/clock', { advance: -1 }, 400, 'only advances'],
    ['GET', '/journal?paht=/', undefined, 400, 'paht: is not a filter'],
    ['GET', '/journal?status=bad', undefined, 400, 'status: must be a number'],
    ['GET', '/journal/wait?timeoutMs=x', undefined, 400, 'timeoutMs: must be'],
  ])(
    'respond to %s %s %j with %i',
    async (method, path, body, status, error) => {
      const answer = await call(method, path, body);

      expect(answer.status).toBe(status);
      expect(answer.body.error).toContain(error);
    },
  );

  describe('reject requests', () => {
    const reset = (headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        const options = {
          port: stub.port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/_stub/reset',
          headers,
        };
        send(options, response => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on('error', reject)
          .end();
      });

    it.each<[string, Record<string, string>, number]>([
      ['without the header', {}, 403],
      [
        'for a page of another site',
        { 'x-stub-control': '1', 'sec-fetch-site': 'cross-site' },
        403,
      ],
      [
        'with a host name that points at this machine',
        { 'x-stub-control': '1', host: 'attacker.example' },
        403,
      ],
      ['in other cases: never', { 'x-stub-control': '1' }, 204],
    ])('%s', async (_, headers, status) => {
      stub.faults.add({ status: 503 });

      expect(await reset(headers)).toBe(status);
      expect(stub.faults.list()).toHaveLength(status === 204 ? 0 : 1);
    });

    it('if other machines can connect, unless enabled', async () => {
      await stub.close();
      stub = await createBitbucketCloudStub({ host: '0.0.0.0' });
      expect(await reset({ 'x-stub-control': '1' })).toBe(403);
      expect(await (await fetch(stub.url)).text()).not.toContain('Switch on');

      await stub.close();
      stub = await createBitbucketCloudStub({ host: '0.0.0.0', control: true });
      expect(
        await reset({ 'x-stub-control': '1', host: 'stub.internal:7100' }),
      ).toBe(204);
    });

    it('if they are disabled', async () => {
      await stub.close();
      stub = await createBitbucketCloudStub({ control: false });

      expect(await reset({ 'x-stub-control': '1' })).toBe(403);
    });
  });
});
