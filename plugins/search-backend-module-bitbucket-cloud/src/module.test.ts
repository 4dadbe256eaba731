import { BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { type RegisterCollatorParameters } from '@backstage/plugin-search-backend-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { searchModuleBitbucketCloud } from './module';

const server = setupServer();
registerMswTestHooks(server);

const URL = '*/api/bitbucket-cloud/search/pull-requests';
const document = {
  title: 'Count bicycles',
  authorization: { resourceRef: 'component:default/fleet' },
};

async function start(data: object = {}) {
  const addCollator = jest.fn<void, [RegisterCollatorParameters]>();
  await startTestBackend({
    extensionPoints: [
      [
        searchIndexRegistryExtensionPoint,
        { addCollator, addDecorator: () => {} },
      ],
    ],
    features: [
      searchModuleBitbucketCloud,
      mockServices.rootConfig.factory({ data }),
      mockServices.discovery.factory(),
    ],
  });
  return addCollator.mock.calls[0][0].factory;
}

describe('the module for search', () => {
  it('reads the documents as the search plugin, and lets the catalog decide who finds them', async () => {
    const factory = await start();
    expect(factory.type).toBe(BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE);
    expect(factory.visibilityPermission?.name).toBe('catalog.entity.read');
    const authorization = jest.fn();
    server.use(
      http.get(URL, ({ request }) => {
        authorization(request.headers.get('authorization'));
        return HttpResponse.json({ documents: [document] });
      }),
    );
    const read: unknown[] = [];
    for await (const each of await factory.getCollator()) {
      read.push(each);
    }
    expect(read).toEqual([document]);
    expect(authorization).toHaveBeenCalledWith(
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:search'),
        targetPluginId: 'bitbucket-cloud',
      }),
    );
  });

  it('fails if the documents cannot be read, so that the index remains', async () => {
    const factory = await start();
    server.use(http.get(URL, () => HttpResponse.json({}, { status: 503 })));
    await expect(factory.getCollator()).rejects.toThrow('503');
  });

  it('rejects an invalid schedule', async () => {
    await expect(
      start({
        search: {
          collators: {
            bitbucketPullRequests: { schedule: { frequency: 'often' } },
          },
        },
      }),
    ).rejects.toThrow(
      'Invalid schedule at search.collators.bitbucketPullRequests.schedule',
    );
  });
});
