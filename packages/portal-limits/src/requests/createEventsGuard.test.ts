import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import { gzipSync } from 'node:zlib';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([eventsPlugin], {
    events: { http: { topics: ['Webhooks'] } },
  });
});

afterAll(() => backend.stop());

const lists = (count: number) => `[${'[],'.repeat(count)}[]]`;
const zip = (text: string) => gzipSync(text) as Buffer<ArrayBuffer>;
const GZIP = { 'content-encoding': 'gzip' };
const NONE = mockCredentials.none.header();

describe('the events backend', () => {
  it.each([
    ['/http/other', NONE],
    ['/http/Webhooks/more', NONE],
    ['/HTTP', NONE],
    ['/http/other', undefined],
    ['/bus/v1/events', undefined],
  ])('rejects a request to %s before it reads the body', async (path, as) => {
    // A body that cannot be decompressed.
    const response = await backend.send(`/api/events${path}`, '{', {
      headers: { ...GZIP, ...(as && { authorization: as }) },
    });
    expect(response.status).toBe(403);
    expect(response.text).toContain(
      'Only plugins of the portal can send events. For webhooks, an administrator can add a topic to events.http.topics.',
    );
  });

  it('accepts events of plugins', async () => {
    const event = { event: { topic: 'a', payload: 'x'.repeat(200_000) } };
    const response = await backend.send('/api/events/bus/v1/events', event, {
      as: mockCredentials.service.token(),
    });
    expect(response.status).toBe(204);
  });

  describe('with a topic in its configuration', () => {
    const post = (body: string | Buffer<ArrayBuffer>, headers = {}) =>
      backend.send('/api/events/http/Webhooks', body, {
        headers: { authorization: NONE, ...headers },
      });

    it('accepts webhooks', async () => {
      expect(await post('{"push":{}}')).toMatchObject({ status: 202 });
      expect(await post(zip('{"push":{}}'), GZIP)).toMatchObject({
        status: 202,
      });
    });

    it.each([
      ['keys and values', 400, lists(20_000), '20,000 keys and values'],
      ['levels', 400, '['.repeat(200), '100 nested lists and maps'],
      ['bytes', 413, `"${'x'.repeat(102_400)}"`, 'too large'],
    ])('limits the %s of a webhook', async (_, status, body, message) => {
      for (const response of [await post(body), await post(zip(body), GZIP)]) {
        expect(response.status).toBe(status);
        expect(response.text).toContain(message);
      }
    });
  });
});

describe('the endpoint for webhooks of Bitbucket', () => {
  const PATH = '/api/events/http/BitbucketCloud/';
  const modules = {
    bitbucketCloud: { webhookSecrets: ['a-secret-of-a-test'] },
  };

  it('does not exist without a secret', async () => {
    const response = await backend.send(PATH, '{', { headers: GZIP });
    expect(response.status).toBe(404);
    expect(response.text).toContain('no secret is configured');
  });

  it('receives all requests with a secret, before their body is read', async () => {
    const bodies: unknown[] = [];
    const module = createBackendModule({
      pluginId: 'events',
      moduleId: 'webhooks',
      register: reg =>
        reg.registerInit({
          deps: { httpRouter: coreServices.httpRouter },
          init: async ({ httpRouter }) =>
            // As late as possible.
            httpRouter.use((req, res) => {
              bodies.push(req.body);
              res.end();
            }),
        }),
    });
    const accepting = await startLimitedBackend([module], {
      events: { modules },
    });
    const large = JSON.stringify(lists(100_000));
    expect(await accepting.send(PATH, large)).toMatchObject({ status: 200 });
    expect(bodies).toEqual([undefined]);
    await accepting.stop();
  });
});
