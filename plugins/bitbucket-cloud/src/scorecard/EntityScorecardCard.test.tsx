import { screen } from '@testing-library/react';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { fakeScorecard, titles } from './__testUtils__/fakeScorecard';
import { type BitbucketScorecardApi, bitbucketScorecardApiRef } from './api';
import { EntityScorecardCard } from './components/EntityScorecardCard';

async function render(getScorecard: BitbucketScorecardApi['getScorecard']) {
  await renderInTestApp(
    <TestApiProvider apis={[[bitbucketScorecardApiRef, { getScorecard }]]}>
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'booking', namespace: 'default' },
        }}
      >
        <EntityScorecardCard />
      </EntityProvider>
    </TestApiProvider>,
  );
}

describe('EntityScorecardCard', () => {
  it('shows each check with a sentence', async () => {
    await render(async ref => {
      expect(ref).toBe('component:default/booking');
      return {
        checks: titles,
        scorecards: [fakeScorecard('booking', undefined, ['passed', 'failed'])],
      };
    });
    expect(await screen.findByText('1 of 2 checks passed')).toBeInTheDocument();
    expect(screen.getByText('Pipeline of booking is failed.')).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('explains that there is no check yet', async () => {
    await render(async () => ({ checks: titles, scorecards: [] }));
    expect(
      await screen.findByText(/^The portal has not checked this component\./),
    ).toBeInTheDocument();
  });

  it('explains a failure', async () => {
    await render(() => Promise.reject(new Error('Does not respond.')));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Does not respond.',
    );
  });
});
