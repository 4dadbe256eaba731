import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { identityApiRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { bitbucketCloudFrontendPlugin } from '../bitbucketCloudFrontendPlugin';
import { bitbucketCloudPlugin } from '../plugin';
import { fakeScorecard, titles } from './__testUtils__/fakeScorecard';
import { type BitbucketScorecardApi, bitbucketScorecardApiRef } from './api';
import { ScorecardContent } from './components/ScorecardContent';

const getScorecards = jest.fn<
  ReturnType<BitbucketScorecardApi['getScorecards']>,
  []
>();

async function render() {
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [bitbucketScorecardApiRef, { getScorecards }],
        [
          identityApiRef,
          mockApis.identity({
            userEntityRef: 'user:default/mira',
            ownershipEntityRefs: ['user:default/mira', 'group:default/booking'],
          }),
        ],
      ]}
    >
      <ScorecardContent />
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}

beforeEach(() => getScorecards.mockReset());

describe('ScorecardContent', () => {
  it('shows the components of each team, own teams first', async () => {
    getScorecards.mockResolvedValue({
      checks: titles,
      scorecards: [
        fakeScorecard('fleet', 'group:default/fleet', ['failed', 'failed']),
        fakeScorecard('booking', 'group:default/booking', [
          'passed',
          'unknown',
        ]),
        fakeScorecard('old', undefined, ['passed', 'passed']),
      ],
    });
    await render();
    expect(await screen.findByRole('status')).toHaveTextContent(
      '3 of 5 checks passed, 1 unknown for 3 components',
    );
    const tables = screen.getAllByRole('table');
    expect(tables.map(table => table.getAttribute('aria-label'))).toEqual([
      'Components of group:default/booking',
      'Components of group:default/fleet',
      'Components of no owner',
    ]);
    const [, row] = within(tables[0]).getAllByRole('row');
    expect(within(row).getByText('booking')).toBeInTheDocument();
    expect(within(row).getByRole('link', { name: /passed/ })).toHaveAttribute(
      'href',
      'https://bitbucket.org/globex/page',
    );
    expect(within(row).getByText('unknown')).toBeInTheDocument();
  });

  it('explains a state when it gets the focus', async () => {
    getScorecards.mockResolvedValue({
      checks: titles,
      scorecards: [fakeScorecard('fleet', undefined, ['failed', 'passed'])],
    });
    await render();
    await userEvent.hover(await screen.findByRole('link', { name: /failed/ }));
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      'Main branch protected of fleet is failed.',
    );
  });

  it('names what the portal has not read yet, and when it reads it', async () => {
    const card = fakeScorecard('fleet', undefined, ['passed', 'unknown']);
    card.checks[1] = {
      ...card.checks[1],
      readAt: undefined,
      expectedAt: new Date(Date.now() + 30 * 60 * 60_000).toISOString(),
    };
    getScorecards.mockResolvedValue({ checks: titles, scorecards: [card] });
    await render();
    expect(
      await screen.findByText(/^Pipeline: not read yet for/),
    ).toHaveTextContent(
      'Pipeline: not read yet for 1 component. The portal reads the last one in 1 day.',
    );
    expect(
      screen.getByText('1 of 1 check passed, 1 not read yet for 1 component'),
    ).toBeInTheDocument();
    expect(screen.getByText('not read yet')).toBeInTheDocument();
  });

  it('can show only components with failed checks', async () => {
    getScorecards.mockResolvedValue({
      checks: titles,
      scorecards: [
        fakeScorecard('good', 'group:default/a', ['passed', 'unknown']),
        fakeScorecard('bad', 'group:default/a', ['passed', 'failed']),
      ],
    });
    await render();
    await userEvent.click(await screen.findByRole('checkbox'));
    expect(screen.queryByText('good')).toBeNull();
    expect(screen.getByText('bad')).toBeInTheDocument();
  });

  it('explains an empty page', async () => {
    getScorecards.mockResolvedValue({ checks: titles, scorecards: [] });
    await render();
    expect(
      await screen.findByText('No component has been checked'),
    ).toBeInTheDocument();
  });

  it('explains a failure, and tries again', async () => {
    getScorecards.mockRejectedValueOnce(new Error('Does not respond.'));
    await render();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Does not respond.',
    );
    getScorecards.mockResolvedValueOnce({ checks: titles, scorecards: [] });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('No component has been checked'),
    ).toBeInTheDocument();
  });
});

describe('the extensions', () => {
  it('are in both front-end systems', () => {
    expect([...bitbucketCloudPlugin.getApis()].map(({ api }) => api)).toContain(
      bitbucketScorecardApiRef,
    );
    for (const id of [
      'api:bitbucket-cloud/scorecard',
      'page:bitbucket-cloud/scorecard',
      'entity-card:bitbucket-cloud/scorecard',
    ] as const) {
      expect(bitbucketCloudFrontendPlugin.getExtension(id)).toBeDefined();
    }
  });
});
