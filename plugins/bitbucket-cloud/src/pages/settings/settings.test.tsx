import { type PropsWithChildren } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { bitbucketAuthApiRef, configApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/test-utils';
import { answerOf, renderContent } from '../__testUtils__/renderContent';
import { home } from '../__testUtils__/samples';
import { SettingsCard } from './SettingsCard';

const auth = { getAccessToken: jest.fn() };

const render = (data: ReturnType<typeof home>, workspaces = {}) =>
  renderContent(
    <SettingsCard />,
    { getHome: async () => answerOf(data) },
    {
      Wrapper: ({ children }: PropsWithChildren) => (
        <TestApiProvider
          apis={[
            [bitbucketAuthApiRef, auth as never],
            [
              configApiRef,
              mockApis.config({ data: { bitbucketCloud: { workspaces } } }),
            ],
          ]}
        >
          {children}
        </TestApiProvider>
      ),
    },
  );

describe('the card of the settings', () => {
  it('says what the portal reads for the user, and what it cannot read', async () => {
    await render(
      home({
        repositories: 230,
        leftOut: 30,
        unread: 2,
        failed: [
          {
            repository: 'harbour-bikes/\u202Egone',
            components: [],
            problem: { kind: 'gone', message: 'Bitbucket has no such page.' },
          },
        ],
      }),
    );
    expect(
      await screen.findByText(
        '200 of the 230 that you can see. Those of your groups come first. The portal is still reading 2 of them.',
      ),
    ).toBeVisible();
    expect(screen.getByText('harbour-bikes/\\u202Egone')).toBeVisible();
    expect(screen.getByText('Bitbucket has no such page.')).toBeVisible();
  });

  it('says what to do without an account', async () => {
    await render(home({ isLinked: false, repositories: 0 }));
    expect(
      await screen.findByText(/can add the annotation bitbucket.org\/user-id/),
    ).toBeVisible();
    expect(screen.queryByText(/that you can see/)).not.toBeInTheDocument();
  });

  it('says that the portal does not run pipelines', async () => {
    await render(home());
    expect(
      await screen.findByText(/does not run or stop pipelines/),
    ).toBeVisible();
  });

  it.each([
    ['the-token', 'Your sign-in grants Pipelines: Write.'],
    ['', /an administrator of the portal must enable it/],
  ])('checks the permission only on request: "%s"', async (token, text) => {
    auth.getAccessToken.mockResolvedValue(token);
    auth.getAccessToken.mockClear();
    await render(home(), {
      main: { workspace: 'acme', pipelines: { actions: true } },
      other: { workspace: 'labs' },
    });
    expect(await screen.findByText(/that you own, in acme,/)).toBeVisible();
    expect(auth.getAccessToken).not.toHaveBeenCalled();
    await userEvent.click(
      screen.getByRole('button', { name: 'Check my permission' }),
    );
    expect(await screen.findByText(text)).toBeVisible();
    expect(auth.getAccessToken).toHaveBeenCalledWith(['pipeline:write'], {
      optional: true,
    });
  });
});
