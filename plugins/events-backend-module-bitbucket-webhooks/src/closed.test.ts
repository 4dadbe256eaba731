import {
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import { startWebhooks } from './__testUtils__/startWebhooks';

const TOPICS = { events: { http: { topics: ['bitbucketCloud', 'other'] } } };

describe('without a secret', () => {
  it.each([{}, { webhookSecrets: [] }])(
    'the endpoint does not exist: %j',
    async config => {
      const backend = await startWebhooks({ config });
      for (const method of ['POST', 'GET']) {
        expect(await backend.send({}, { method })).toMatchObject({
          status: 404,
          text: expect.stringContaining('no secret is configured'),
        });
      }
      expect(backend.events).toEqual([]);
      expect(backend.counts).toEqual({});
      await backend.stop();
    },
  );

  it('no table is created', async () => {
    const getClient = jest.fn();
    await (
      await startWebhooks({
        config: {},
        features: [
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({
              getClient: getClient.mockResolvedValue({
                client: { config: {} },
              }),
            }),
          }),
        ],
      })
    ).stop();
    // By the events plugin.
    expect(getClient).toHaveBeenCalledTimes(1);
  });
});

describe('the topic under events.http.topics', () => {
  it('stops the start', async () => {
    await expect(startWebhooks({ root: TOPICS })).rejects.toThrow(
      'events.http.topics contains "bitbucketCloud", which would accept events of Bitbucket without a signature. Remove it, and set events.modules.bitbucketCloud.webhookSecrets.',
    );
  });

  it('is not served if the backend ignores the error', async () => {
    const backend = await startWebhooks({
      root: {
        ...TOPICS,
        backend: {
          startup: {
            plugins: {
              events: {
                modules: {
                  'bitbucket-webhooks': {
                    onPluginModuleBootFailure: 'continue',
                  },
                },
              },
            },
          },
        },
      },
    });
    const path = '/api/events/http';
    const other = await backend.send({}, { path: `${path}/other` });
    expect(other.status).toBe(202);
    for (const name of ['bitbucketCloud', 'BITBUCKETCLOUD/']) {
      const answer = await backend.send({}, { path: `${path}/${name}` });
      expect(answer.status).toBe(404);
    }
    expect(backend.events).toEqual([]);
    await backend.stop();
  });
});
