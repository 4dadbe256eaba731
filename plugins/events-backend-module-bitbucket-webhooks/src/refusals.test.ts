import { gzipSync } from 'node:zlib';
import { createHmac } from 'node:crypto';
import { PUSH, SECRET, sign, WORKSPACE } from './__testUtils__/signedRequest';
import {
  startWebhooks,
  type WebhookBackend,
} from './__testUtils__/startWebhooks';

const BODY = JSON.stringify(PUSH);
const UUID = 'd3b07384-d113-4ec5-a5d8-9e2f5b6c7a81';
const OTHER = '{99999999-8a1b-4c2d-9e3f-0a1b2c3d4e5f}';

let backend: WebhookBackend;
beforeEach(async () => {
  backend = await startWebhooks();
});
afterEach(() => backend.stop());

/** Sends a request that must not be published. */
const send: WebhookBackend['send'] = async (headers, options) => {
  const answer = await backend.send(headers, options);
  expect(backend.events).toEqual([]);
  expect(backend.lines.join('\n')).not.toContain(SECRET);
  expect(answer.text).not.toContain(SECRET);
  return answer;
};

const sha1 = createHmac('sha1', SECRET).update(BODY).digest('hex');

describe('a wrong signature', () => {
  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another secret', sign(BODY, 'another-secret-of-this-test')],
    ['another body', sign(`${BODY} `)],
    ['upper case', sign(BODY).toUpperCase()],
    ['upper case digits', `sha256=${sign(BODY).slice(7).toUpperCase()}`],
    ['SHA-1', `sha1=${sha1}`],
    ['SHA-1 as SHA-256', `sha256=${sha1}`],
    ['no name', sign(BODY).slice(7)],
    ['more digits', `${sign(BODY)}00`],
    ['a space', `${sign(BODY)} x`],
    ['two headers', [sign(BODY), sign(BODY)]],
    ['a wrong and a right header', [sign('x'), sign(BODY)]],
  ])('is rejected: %s', async (_, signature) => {
    const answer = await send({ 'x-hub-signature': signature });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('signature');
    expect(backend.counts).toEqual({ invalid_signature: 1 });
    expect(backend.audited).toMatchObject([
      { status: 'failed', meta: { outcome: 'invalid_signature' } },
    ]);
    // Nothing that the sender chose.
    expect(backend.audited[0].meta).not.toHaveProperty('eventKey');
  });

  it('is rejected before the body is parsed or arrives', async () => {
    const answer = await send(
      { 'x-hub-signature': undefined, 'content-length': 1000 },
      { body: '{', ends: false },
    );
    expect(answer.status).toBe(403);
    const wrong = await send({ 'x-hub-signature': sign('x') }, { body: '{' });
    expect(wrong.status).toBe(403);
  });
});

describe('a body that Bitbucket does not send', () => {
  it('is rejected with more than 256 KiB, before it arrives', async () => {
    const body = JSON.stringify({ ...PUSH, text: 'x'.repeat(300_000) });
    const answer = await send(
      { 'x-hub-signature': sign(body), 'content-length': body.length },
      { body: body.slice(0, 1000), ends: false },
    );
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
  });

  it('is rejected with more than 256 KiB in chunks, before it ends', async () => {
    const answer = await send(
      { 'content-length': undefined, 'transfer-encoding': 'chunked' },
      { parts: Array(5).fill('x'.repeat(64 * 1024)), ends: false },
    );
    expect(answer.status).toBe(413);
    expect(backend.counts).toEqual({ too_large: 1 });
  });

  it.each([
    ['gzip', { 'content-encoding': 'gzip' }],
    ['two encodings', { 'content-encoding': 'identity, gzip' }],
    ['no type', { 'content-type': undefined }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['other JSON', { 'content-type': 'application/json-patch+json' }],
  ])('is rejected: %s', async (name, headers) => {
    const body = name === 'gzip' ? gzipSync(BODY) : BODY;
    const answer = await send(
      { 'x-hub-signature': sign(body), ...headers },
      { body },
    );
    expect(answer.status).toBe(415);
    expect(backend.counts).toEqual({ unsupported: 1 });
  });

  it.each([
    ['nothing', ''],
    ['half an object', '{"repository":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"repository"'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['the prototype', BODY.replace('{', '{"__proto__":{"isAdmin":true},')],
    [
      'an escaped prototype in a list',
      BODY.replace('{', '{"a":[{"\\u005f_proto__":1}],'),
    ],
    [
      'many levels',
      BODY.replace('{', `{"a":${'['.repeat(200)}${']'.repeat(200)},`),
    ],
  ])('is rejected: %s', async (_, body) => {
    const answer = await send({}, { body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('The body of the webhook');
    expect(backend.counts).toEqual({ invalid: 1 });
  });

  it('is rejected if the connection ends too early', async () => {
    const cut = send({ 'content-length': 5000 }, { body: '{' });
    await cut.catch(() => {});
    expect(backend.events).toEqual([]);
  });
});

describe('headers that Bitbucket does not send', () => {
  it.each([
    ['no X-Request-UUID', { 'x-request-uuid': undefined }],
    ['an empty X-Request-UUID', { 'x-request-uuid': '' }],
    ['another text', { 'x-request-uuid': '1' }],
    ['several X-Request-UUIDs', { 'x-request-uuid': [UUID, UUID] }],
    ['no X-Event-Key', { 'x-event-key': undefined }],
    ['another topic', { 'x-event-key': 'repo' }],
    ['a prototype key', { 'x-event-key': '__proto__' }],
    ['several X-Event-Keys', { 'x-event-key': ['repo:push', 'repo:push'] }],
    ['a long X-Event-Key', { 'x-event-key': `repo:${'x'.repeat(200)}` }],
  ])('are rejected: %s', async (_, headers) => {
    const answer = await send(headers);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/The header X-(Request-UUID|Event-Key)/);
    expect(backend.counts).toEqual({ invalid: 1 });
  });
});

describe('another workspace', () => {
  const { repository } = PUSH;
  it.each<[string, object]>([
    ['no workspace', {}],
    ['another uuid', { workspace: { ...WORKSPACE, uuid: OTHER } }],
    [
      'only the slug, if the uuid is configured',
      { workspace: { slug: WORKSPACE.slug } },
    ],
    [
      'a repository of another workspace',
      {
        workspace: WORKSPACE,
        repository: { ...repository, workspace: { uuid: OTHER } },
      },
    ],
    ['a workspace that is a text', { workspace: WORKSPACE.uuid }],
    ['a workspace that is a list', { workspace: [WORKSPACE] }],
    [
      'prototype names',
      { workspace: { uuid: '__proto__', slug: 'constructor' } },
    ],
  ])('is rejected: %s', async (_, payload) => {
    const answer = await send({}, { body: JSON.stringify(payload) });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('its workspace is not configured');
    expect(backend.counts).toEqual({ other_workspace: 1 });
    expect(backend.audited).toMatchObject([
      { status: 'failed', meta: { eventKey: 'repo:push' } },
    ]);
  });
});

it('accepts only POST', async () => {
  const answer = await send({}, { method: 'PUT' });
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('POST');
});

it('audits and logs at most 60 rejected requests in a minute, and counts all', async () => {
  for (let count = 0; count < 70; count++) {
    await send({ 'x-hub-signature': undefined }, { body: '' });
  }
  expect(backend.counts).toEqual({ invalid_signature: 70 });
  // The minute can change in between.
  expect(backend.audited.length).toBeGreaterThanOrEqual(60);
  expect(backend.audited.length).toBeLessThan(70);
});
