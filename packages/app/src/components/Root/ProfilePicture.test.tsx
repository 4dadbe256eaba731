import { screen } from '@testing-library/react';
import { alertApiRef, identityApiRef } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { ProfilePicture } from './ProfilePicture';

function signedInAs(profile: { displayName: string; picture: string }) {
  return {
    getProfileInfo: async () => profile,
    getBackstageIdentity: async () => ({
      type: 'user' as const,
      userEntityRef: 'user:default/mira.lindqvist',
      ownershipEntityRefs: ['user:default/mira.lindqvist'],
    }),
    getCredentials: async () => ({}),
    signOut: async () => {},
  };
}

describe('ProfilePicture', () => {
  it('names the picture after the user', async () => {
    const identityApi = signedInAs({
      displayName: 'Mira Lindqvist',
      picture: 'https://example.com/mira.png',
    });
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [identityApiRef, identityApi],
          [alertApiRef, { post: () => {} }],
          [catalogApiRef, { getEntityByRef: async () => undefined }],
        ]}
      >
        <ProfilePicture />
      </TestApiProvider>,
    );
    expect(
      await screen.findByRole('img', { name: 'Mira Lindqvist' }),
    ).toHaveAttribute('src', 'https://example.com/mira.png');
  });
});
