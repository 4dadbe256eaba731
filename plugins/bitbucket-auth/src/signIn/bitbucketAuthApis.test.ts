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
  // Nothing closes the connector of an API factory, and an open channel keeps the tests running.
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
    'ask for the scopes and the environment that Backstage asks for: %s',
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

  it('replaces the API of Backstage in both front-end systems', () => {
    expect(bitbucketAuthApiFactory.api.id).toBe(bitbucketAuthApiRef.id);
    expect(bitbucketAuthApiFactory.api.id).toBe(newBitbucketAuthApiRef.id);
  });
});
