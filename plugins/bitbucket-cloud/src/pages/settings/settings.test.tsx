import { screen } from '@testing-library/react';
import { answerOf, renderContent } from '../__testUtils__/renderContent';
import { home } from '../__testUtils__/samples';
import { SettingsCard } from './SettingsCard';

const render = (data: ReturnType<typeof home>) =>
  renderContent(<SettingsCard />, { getHome: async () => answerOf(data) });

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
});
