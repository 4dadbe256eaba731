import { screen } from '@testing-library/react';
import { identityApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { bitbucketAuthPlugin } from '../plugin';
import { fakeSession, fakeSessionsApi } from './__testUtils__/fakeSessions';
import { bitbucketSessionsApiRef } from './api';
import { bitbucketAuthFrontendPlugin } from './bitbucketAuthFrontendPlugin';
import { BitbucketSessionsCard } from './extensions';

describe('bitbucketAuthPlugin', () => {
  it('provides the API for sessions to legacy apps', () => {
    expect([...bitbucketAuthPlugin.getApis()].map(({ api }) => api)).toEqual([
      bitbucketSessionsApiRef,
    ]);
  });

  it('loads a card when it is displayed', async () => {
    const sessionsApi = fakeSessionsApi();
    sessionsApi.listOwnSessions.mockResolvedValue([fakeSession()]);
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [bitbucketSessionsApiRef, sessionsApi],
          [identityApiRef, mockApis.identity()],
        ]}
      >
        <BitbucketSessionsCard />
      </TestApiProvider>,
    );

    expect(
      await screen.findByRole('list', { name: 'Your sessions' }),
    ).toBeVisible();
  });
});

describe('bitbucketAuthFrontendPlugin', () => {
  it.each([
    'api:bitbucket-auth/sessions',
    'sub-page:bitbucket-auth/sessions',
    'entity-card:bitbucket-auth/sessions',
  ] as const)('has the extension %s', id => {
    expect(bitbucketAuthFrontendPlugin.getExtension(id)).toBeDefined();
  });
});
