import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

const PATH = '/api/scaffolder/v2/dry-run';
const authorize = jest.fn();
let backend: LimitedBackend;

beforeAll(async () => {
  const permissions = mockServices.permissions.mock({
    authorize,
    authorizeConditional: async queries =>
      queries.map(() => ({ result: 'ALLOW' as never })),
  });
  backend = await startLimitedBackend([
    catalogPlugin,
    scaffolderPlugin,
    permissions.factory,
  ]);
});

afterAll(() => backend.stop());

beforeEach(() => {
  authorize.mockReset().mockImplementation(decide(() => 'ALLOW'));
});

afterEach(() => jest.restoreAllMocks());

interface Query {
  permission: { name: string };
}

function decide(result: (name: string) => string) {
  return async (queries: Query[]) =>
    queries.map(({ permission }) => ({ result: result(permission.name) }));
}

/** A template with a folder of 5 MB. */
const folder = {
  template: {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: 'a' },
    spec: { type: 'a', steps: [] },
  },
  values: {},
  directoryContents: [{ path: 'a', base64Content: 'x'.repeat(5_000_000) }],
};

/** Sends the headers of a request with a large body, but no body. */
function open(): ClientRequest {
  const req = request({
    port: backend.port(),
    path: PATH,
    method: 'POST',
    headers: {
      authorization: `Bearer ${mockCredentials.user.token()}`,
      'content-length': 5_000_000,
      'content-type': 'application/json',
    },
  });
  req.on('error', () => {});
  req.flushHeaders();
  return req;
}

async function readResponse(req: ClientRequest) {
  const [response] = (await once(req, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) {
    text += chunk;
  }
  return { status: response.statusCode, text };
}

describe('the template editor', () => {
  it('sends a folder of 5 MB', async () => {
    const response = await backend.send(PATH, folder);
    expect(response).toMatchObject({ status: 200 });
  });

  it('gets a response before the body arrives if the user lacks the permission', async () => {
    authorize.mockImplementation(
      decide(name =>
        name === 'scaffolder.template.dry-run' ? 'DENY' : 'ALLOW',
      ),
    );
    const req = open();
    const response = await readResponse(req);
    req.destroy();
    expect(response.status).toBe(403);
    expect(response.text).toContain(
      'You do not have the permission scaffolder.template.dry-run',
    );
  });

  it('does not wait for requests of users without the permission', async () => {
    authorize.mockImplementation(decide(() => 'DENY'));
    const requests = Array.from({ length: 10 }, open);
    const responses = await Promise.all(requests.map(readResponse));
    requests.forEach(req => req.destroy());
    expect(new Set(responses.map(({ status }) => status))).toEqual(
      new Set([403]),
    );
  });

  it('requires the same permission as the scaffolder', async () => {
    await backend.send(PATH, folder);
    const asked = authorize.mock.calls.map(([queries]) =>
      queries.map(({ permission }: Query) => permission),
    );
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual(expect.arrayContaining(asked[0]));
  });

  it('cannot send compressed bodies', async () => {
    const body = gzipSync(JSON.stringify(folder)) as Buffer<ArrayBuffer>;
    const response = await backend.send(PATH, body, {
      headers: { 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(415);
    expect(response.text).toContain('without compression');
  });

  it.each([
    ['lists', `{"a":[${'[],'.repeat(1_000_000)}[]]}`],
    ['lists in a list', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
    ['keys', `{${'"1":1,'.repeat(1_000_000)}"1":1}`],
  ])('rejects a body with too many %s before it is parsed', async (_, body) => {
    const parse = jest.spyOn(JSON, 'parse');
    const response = await backend.send(PATH, body);
    expect(response.status).toBe(400);
    expect(response.text).toContain('The request body has more than');
    const sizes = parse.mock.calls.map(([text]) => text.length);
    expect(Math.max(0, ...sizes)).toBeLessThan(10_000);
  });

  it('sends three folders at the same time', async () => {
    const requests = [open(), open(), open()];
    const last = open();
    const first = await Promise.race(
      [...requests, last].map(req => readResponse(req)),
    );
    expect(first.status).toBe(429);
    expect(first.text).toContain('3 of these requests at the same time');
    const closed = [...requests, last].map(
      req => new Promise(resolve => req.once('close', resolve)),
    );
    [...requests, last].forEach(req => req.destroy());
    await Promise.all(closed);
    let status = 429;
    while (status === 429) {
      status = (await backend.send(PATH, folder)).status;
    }
    expect(status).toBe(200);
  });
});

describe('a JSON body', () => {
  const path = '/api/catalog/entities/by-refs';
  const json = '{"entityRefs":["component:default/ö"]}';

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['UTF-8', json, {}],
    [
      'named UTF-8',
      json,
      { 'content-type': 'application/json; charset=UTF-8' },
    ],
    ['a byte order mark', `\uFEFF${json}`, {}],
    ['compression', gzipSync(json), { 'content-encoding': 'gzip' }],
  ])('can have %s', async (_, body, headers) => {
    const response = await backend.send(path, body as never, { headers });
    expect(response).toMatchObject({ status: 200, text: '{"items":[null]}' });
  });

  it('must be UTF-8, the encoding in which the portal counts the values', async () => {
    const body = Buffer.from(json, 'utf16le');
    const headers = { 'content-type': 'application/json; charset=utf-16' };
    const response = await backend.send(path, body, { headers });
    expect(response.status).toBe(415);
    expect(response.text).toContain('The request body is not in UTF-8');
  });

  it('is limited after decompression', async () => {
    const body = gzipSync(`{"a":"${'a'.repeat(10_000_000)}"}`);
    const response = await backend.send(path, body as never, {
      headers: { 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(413);
  });

  it.each([
    ['{', 'The request body is not JSON: '],
    ['1', 'The request body is not a JSON object or array'],
  ])('has a clear error that does not quote it: %s', async (body, message) => {
    const response = await backend.send(path, `${body}${' '.repeat(5_000)}`);
    expect(response.status).toBe(400);
    expect(response.text).toContain(message);
    expect(response.text.length).toBeLessThan(3_000);
  });
});
