import { limitFeatures } from '@backstage-bitbucket/portal-limits';
import bitbucketWebhooksFeatures from '@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import { createHmac, randomUUID } from 'node:crypto';

const SECRET = 'a-secret-that-only-this-test-uses';
const PATH = '/api/events/http/bitbucketCloud';

let backend: TestBackend;

const start = (webhookSecrets: string[]) =>
  startTestBackend({
    features: [
      limitFeatures,
      eventsPlugin,
      bitbucketWebhooksFeatures,
      mockServices.rootConfig.factory({
        data: {
          events: {
            modules: {
              bitbucketCloud: { webhookSecrets, workspaces: ['acme'] },
            },
          },
        },
      }),
    ],
  });

function send(body: string, secret = SECRET) {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  return fetch(`http://localhost:${backend.server.port()}${PATH}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-event-key': 'repo:push',
      'x-request-uuid': randomUUID(),
      'x-hub-signature': `sha256=${digest}`,
    },
  });
}

describe('webhooks behind the limits of the portal', () => {
  beforeAll(async () => {
    backend = await start([SECRET]);
  });
  afterAll(() => backend.stop());

  it.each([1, 200_000])(
    'are accepted with a text of %s characters',
    async size => {
      const text = 'x'.repeat(size);
      const repository = { full_name: 'acme/app' };
      const response = await send(JSON.stringify({ repository, text }));
      expect(response.status).toBe(202);
    },
  );

  it('are rejected with a wrong signature, before the limits parse the body', async () => {
    const response = await send('{', 'another-secret-of-this-test');
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(
      'signature of the webhook is wrong',
    );
  });
});

it('accepts no webhooks without a secret', async () => {
  backend = await start([]);
  expect((await send('{}')).status).toBe(404);
  await backend.stop();
});
