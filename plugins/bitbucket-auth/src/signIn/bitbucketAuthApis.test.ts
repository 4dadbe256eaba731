import { OAuthRequestManager } from '@backstage/core-app-api';
import { bitbucketAuthApiRef } from '@backstage/core-plugin-api';
import { bitbucketAuthApiRef as newBitbucketAuthApiRef } from '@backstage/frontend-plugin-api';
import { mockApis } from '@backstage/test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { sessionResponse } from './__testUtils__/TestPortal';
import {
  bitbucketAuthApiFactory,
  bitbucketAuthConnectorApiFactory,
} from './bitbucketAuthApis';

const server = setupServer();
beforeAll(() => {
  // The connector of an API factory is never closed, and an open channel keeps the tests running.
  Object.assign(global, { BroadcastChannel: undefined });
  server.listen({ onUnhandledRequest: 'error' });
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function createApi(config: object) {
  const authConnector = bitbucketAuthConnectorApiFactory.factory({
    configApi: mockApis.config({ data: { ...config } }),
    discoveryApi: mockApis.discovery({ baseUrl: 'http://portal.test' }),
    oauthRequestApi: new OAuthRequestManager(),
  });
  return bitbucketAuthApiFactory.factory({ authConnector });
}

describe('the API factories', () => {
  it.each([
    ['development', {}],
    ['production', { auth: { environment: 'production' } }],
  ])(
    'request the same scopes and environment as Backstage: %s',
    async (environment, config) => {
      let search: URLSearchParams | undefined;
      server.use(
        http.get(
          'http://portal.test/api/auth/bitbucket/refresh',
          ({ request }) => {
            search = new URL(request.url).searchParams;
            return HttpResponse.json(sessionResponse);
          },
        ),
      );

      const identity = await createApi(config).getBackstageIdentity();

      expect(identity?.identity.userEntityRef).toBe(
        'user:default/mira.lindqvist',
      );
      expect(search?.get('env')).toBe(environment);
      expect(search?.get('scope')).toBe('account');
    },
  );

  it("replaces Backstage's API in both front-end systems", () => {
    expect(bitbucketAuthApiFactory.api.id).toBe(bitbucketAuthApiRef.id);
    expect(bitbucketAuthApiFactory.api.id).toBe(newBitbucketAuthApiRef.id);
  });
});
