import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { identityApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { bitbucketSessionsApiRef } from '../api';
import { BitbucketSessionsCard } from '../components/BitbucketSessionsCard';
import {
  fakeCurrentSession,
  fakeSession,
  fakeSessionsApi,
} from './fakeSessions';

/** A card with three sessions: this laptop, a phone and a tablet. */
export function setUpSessionsCard() {
  const sessionsApi = fakeSessionsApi();
  const identityApi = mockApis.identity.mock();
  const laptop = fakeCurrentSession();
  const phone = fakeSession();
  const tablet = fakeSession({ id: 'tablet', device: 'Chrome on Android' });
  sessionsApi.listOwnSessions.mockResolvedValue([laptop, phone, tablet]);

  const renderCard = async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [bitbucketSessionsApiRef, sessionsApi],
          [identityApiRef, identityApi],
        ]}
      >
        <BitbucketSessionsCard />
      </TestApiProvider>,
    );
    return userEvent.setup();
  };
  return { sessionsApi, identityApi, laptop, phone, tablet, renderCard };
}

export const findRows = async () =>
  within(
    await screen.findByRole('list', { name: 'Your sessions' }),
  ).findAllByRole('listitem');

export const button = (name: string | RegExp) =>
  screen.getByRole('button', { name });

export const othersButton = () => button('Sign out all other sessions');
