import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answerOf,
  renderContent,
  textOf,
} from '../__testUtils__/renderContent';
import { DeploymentsContent } from './DeploymentsContent';

const success = {
  uuid: '{1}',
  state: 'successful' as const,
  release: '#41',
  commit: 'abcdef0123456789',
  url: 'https://bitbucket.org/harbour-bikes/booking/pipelines/results/41',
  deployer: { name: 'Kit Marlowe' },
  endedAt: new Date(Date.now() - 3 * 60 * 60 * 1000).toISOString(),
};
const failure = { uuid: '{2}', state: 'failed' as const, release: '#42' };

describe('DeploymentsContent', () => {
  it('shows what runs where, production first, and the history on request', async () => {
    await renderContent(<DeploymentsContent />, {
      getEnvironments: async () =>
        answerOf([
          { uuid: '{t}', name: 'QA', type: 'Test' as const, history: [] },
          {
            uuid: '{p}',
            name: 'Production',
            type: 'Production' as const,
            current: success,
            history: [failure, success],
          },
        ]),
    });
    expect(
      await screen.findByText('No deployment has succeeded.'),
    ).toBeInTheDocument();
    expect(
      screen
        .getAllByRole('button', { name: /history of/ })
        .map(button => button.getAttribute('aria-label')),
    ).toEqual(['Show history of Production', 'Show history of QA']);
    expect(textOf(screen.getByText(/commit abcdef0, by/))).toBe(
      'successful #41, commit abcdef0, by Kit Marlowe, 3 hours ago',
    );
    expect(textOf(screen.getByText(/Latest attempt/))).toBe(
      'Latest attempt: failed #42',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Show history of Production' }),
    );
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('explains how to get deployments', async () => {
    await renderContent(<DeploymentsContent />, {
      getEnvironments: async () => answerOf([]),
    });
    expect(await screen.findByText(/Nothing was deployed/)).toBeInTheDocument();
  });
});
