import { PUSH, SECRET, sign } from './__testUtils__/signedRequest';
import {
  startWebhooks,
  type WebhookBackend,
} from './__testUtils__/startWebhooks';

const UUID = 'd3b07384-d113-4ec5-a5d8-9e2f5b6c7a81';
const HOOK = '0b4c2f3e-7d5a-4b8c-9e1f-2a3b4c5d6e7f';

let backend: WebhookBackend;
beforeAll(async () => {
  backend = await startWebhooks();
});
beforeEach(() => {
  backend.events.length = 0;
  backend.audited.length = 0;
});
afterAll(() => backend.stop());

describe('a signed delivery', () => {
  it('is published with its headers, and to the topic of its event', async () => {
    const answer = await backend.send({
      'x-request-uuid': `{${UUID.toUpperCase()}}`,
      'x-hook-uuid': HOOK,
      'x-attempt-number': '2',
      cookie: 'backstage-auth=x',
    });
    expect(answer).toMatchObject({
      status: 202,
      text: '{"status":"accepted"}',
    });
    const metadata = {
      'x-event-key': 'repo:push',
      'x-request-uuid': UUID,
      'x-hook-uuid': HOOK,
      'x-attempt-number': '2',
    };
    expect(backend.events).toHaveLength(2);
    for (const topic of ['bitbucketCloud', 'bitbucketCloud.repo:push']) {
      expect(backend.events).toContainEqual({
        topic,
        eventPayload: PUSH,
        metadata,
      });
    }
  });

  it('is audited and counted', async () => {
    const before = backend.counts.accepted ?? 0;
    await backend.send({ 'x-hook-uuid': HOOK });
    expect(backend.counts.accepted).toBe(before + 1);
    expect(backend.audited).toMatchObject([
      {
        status: 'succeeded',
        meta: {
          provider: 'bitbucket',
          outcome: 'accepted',
          eventKey: 'repo:push',
          hookUuid: HOOK,
          repository: 'harbour-bikes/checkout',
          workspace: { slug: 'harbour-bikes' },
        },
      },
    ]);
  });

  it('is accepted in chunks without a length', async () => {
    const body = JSON.stringify(PUSH);
    // Cuts a character of several bytes.
    const bytes = Buffer.from(body);
    const answer = await backend.send(
      { 'content-length': undefined, 'transfer-encoding': 'chunked' },
      { body, parts: [bytes.subarray(0, 31), bytes.subarray(31)] },
    );
    expect(answer.status).toBe(202);
    expect(backend.events[0].eventPayload).toEqual(PUSH);
  });

  it('is accepted if an invalid token comes with it', async () => {
    const answer = await backend.send({ authorization: 'Bearer x' });
    expect(answer.status).toBe(202);
    expect(backend.audited).toHaveLength(1);
  });

  it('is accepted up to 256 KiB', async () => {
    const empty = JSON.stringify({ ...PUSH, text: '' });
    const text = 'x'.repeat(256 * 1024 - Buffer.byteLength(empty));
    const answer = await backend.send(
      {},
      { body: JSON.stringify({ ...PUSH, text }) },
    );
    expect(answer.status).toBe(202);
  });

  it.each(['application/json', 'application/json;charset="UTF-8"'])(
    'is accepted as %s',
    async type => {
      const answer = await backend.send({ 'content-type': type });
      expect(answer.status).toBe(202);
    },
  );

  it('is accepted at the paths that Express treats as the same', async () => {
    const path = '/api/events/HTTP/bitbucketcloud/';
    expect((await backend.send({}, { path })).status).toBe(202);
  });
});

describe('a repeated X-Request-UUID', () => {
  it('is answered with success, and not published', async () => {
    const headers = {
      'x-request-uuid': '8c1f6a52-3f0e-4d6b-b3d4-6f3c2b1a0e9d',
    };
    expect((await backend.send(headers)).status).toBe(202);
    backend.events.length = 0;
    for (const uuid of [
      '8c1f6a52-3f0e-4d6b-b3d4-6f3c2b1a0e9d',
      '{8C1F6A52-3F0E-4D6B-B3D4-6F3C2B1A0E9D}',
    ]) {
      const answer = await backend.send({
        'x-request-uuid': uuid,
        'x-attempt-number': '2',
      });
      expect(answer).toMatchObject({
        status: 200,
        text: '{"status":"already handled"}',
      });
    }
    expect(backend.events).toEqual([]);
    expect(backend.counts.already_handled).toBe(2);
    expect(backend.audited).toMatchObject([
      { meta: { outcome: 'accepted' } },
      { status: 'succeeded', meta: { outcome: 'already_handled' } },
      { meta: { outcome: 'already_handled', attempt: '2' } },
    ]);
  });

  it('is not remembered from a request without a signature', async () => {
    const headers = {
      'x-request-uuid': 'f2a1b0c9-8d7e-4f6a-9b5c-4d3e2f1a0b9c',
    };
    const wrong = sign('other');
    await backend.send({ ...headers, 'x-hub-signature': wrong });
    expect((await backend.send(headers)).status).toBe(202);
  });
});

it('accepts both secrets during a rotation, and no other', async () => {
  const next = 'the-next-secret-of-this-test';
  const rotating = await startWebhooks({
    config: { webhookSecrets: [next, SECRET], workspaces: ['Harbour-Bikes'] },
  });
  const body = JSON.stringify(PUSH);
  const statuses = [];
  for (const secret of [SECRET, next, 'another-secret-of-this-test']) {
    const signature = sign(body, secret);
    const answer = await rotating.send({ 'x-hub-signature': signature });
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([202, 202, 403]);
  await rotating.stop();
});
