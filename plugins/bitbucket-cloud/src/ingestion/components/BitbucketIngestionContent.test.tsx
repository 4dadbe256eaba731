import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import type { BitbucketIngestionState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { BitbucketRequestError } from '../../request/BitbucketRequestError';
import {
  fakeIngestionApi,
  fakeRun,
  fakeState,
  minutesAgo,
} from '../__testUtils__/fakeIngestion';
import { bitbucketIngestionApiRef } from '../api';
import { BitbucketIngestionContent } from './BitbucketIngestionContent';

let api = fakeIngestionApi();

function respond(...states: BitbucketIngestionState[]) {
  api.getStates.mockImplementation(async provider => {
    const own = states.filter(state => state.provider === provider);
    return own.length > 0 ? own : undefined;
  });
}

async function renderContent() {
  await renderInTestApp(
    <TestApiProvider apis={[[bitbucketIngestionApiRef, api]]}>
      <BitbucketIngestionContent />
    </TestApiProvider>,
  );
  return userEvent.setup();
}

const section = (name: string) => screen.findByRole('region', { name });
const repositories = () => section('Repositories of harbour-bikes');

beforeEach(() => {
  api = fakeIngestionApi();
});

describe('BitbucketIngestionContent', () => {
  it('shows the last and the next run, the counts and the calls', async () => {
    respond(fakeState());
    await renderContent();

    const text = (await repositories()).textContent;
    expect(text).toContain('Last run succeeded');
    expect(text).toContain('12 minutes ago2 min 0 s, 41 calls');
    expect(text).toContain('Next runin 48 minutes');
    expect(text).toContain('40 found2 read38 unchanged0 invalid');
    expect(text).toContain('240 of 1,000 calls in the last hour');
    expect(screen.getByRole('meter')).toHaveAttribute(
      'aria-valuetext',
      '240 of 1,000 calls',
    );
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('shows the exact time of a run', async () => {
    respond(fakeState());
    const user = await renderContent();
    await user.hover(await screen.findByText('12 minutes ago'));
    expect(await screen.findByRole('tooltip')).toHaveTextContent(/\d{4}/);
  });

  it('has a section for each provider', async () => {
    respond(fakeState(), fakeState({ provider: 'bitbucketWorkspace' }));
    await renderContent();
    expect(await repositories()).toBeVisible();
    expect(await section('People and groups of harbour-bikes')).toBeVisible();
  });

  it.each([
    [
      'a run that is under way',
      () => ({ runningSince: minutesAgo(3), nextRunAt: undefined }),
      ['Running', 'since 3 minutes ago', 'After the current run'],
    ],
    [
      'no run',
      () => ({ lastRun: undefined }),
      ['No run yet', 'Last runNone', 'in 48 minutes'],
    ],
    [
      'a provider that an operator starts',
      () => ({ nextRunAt: undefined, isManual: true }),
      ['When an operator starts it'],
    ],
    [
      'that the next run is unknown',
      () => ({ nextRunAt: undefined }),
      ['Unknown: the scheduler has no time for it'],
    ],
    [
      'that the calls are used up',
      () => ({ budget: { used: 800, limit: 1000, limitOfRuns: 800 } }),
      ['Runs wait, because they can use 800.'],
    ],
  ])('shows %s', async (_, createFields, texts) => {
    respond(fakeState(createFields()));
    await renderContent();
    const { textContent } = await repositories();
    texts.forEach(text => expect(textContent).toContain(text));
  });

  it('shows why the last run failed, and what the last successful run did', async () => {
    respond(
      fakeState({
        lastRun: fakeRun({
          result: 'failed',
          failure: 'Bitbucket does not accept the credentials.',
          counts: {},
        }),
        lastSuccess: fakeRun({ endedAt: minutesAgo(125) }),
      }),
    );
    await renderContent();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The last run failed.Bitbucket does not accept the credentials.It removed nothing from the catalog. The last run that succeeded ended 2 hours ago.',
    );
    expect((await repositories()).textContent).toContain(
      'Counts of the last run that succeeded40 found',
    );
  });

  it('lists problems with links, and finds them by text', async () => {
    respond(
      fakeState({
        problemCount: 2,
        problems: [
          {
            subject: 'harbour-bikes/anchor',
            url: 'https://bitbucket.org/harbour-bikes/anchor',
            message: 'line 3: bad indentation',
            since: minutesAgo(60),
          },
          {
            subject: 'harbour-bikes/buoy',
            url: 'data:text/html,buoy',
            message: 'cannot be read',
          },
        ],
      }),
    );
    const user = await renderContent();
    expect((await repositories()).textContent).toContain(
      'Last run succeeded, with 2 problems',
    );
    const [table] = await screen.findAllByRole('table');
    expect(
      within(table).getByRole('link', { name: /harbour-bikes\/anchor/ }),
    ).toHaveAttribute('href', 'https://bitbucket.org/harbour-bikes/anchor');
    expect(within(table).getAllByRole('link')).toHaveLength(1);
    await user.type(screen.getByRole('textbox'), 'BUOY');
    await waitFor(() =>
      expect(screen.queryByText('line 3: bad indentation')).toBeNull(),
    );
    expect(screen.getByText('cannot be read')).toBeVisible();
  });

  it('explains what to configure if there is no provider', async () => {
    await renderContent();
    expect(
      await screen.findByText('No ingestion from Bitbucket is configured'),
    ).toBeVisible();
  });

  it('explains that the page is for administrators', async () => {
    api.getStates.mockRejectedValue(
      new BitbucketRequestError('Only an administrator can read it.', {
        statusCode: 403,
      }),
    );
    await renderContent();
    expect(
      await screen.findByText('This page is for administrators'),
    ).toBeVisible();
    expect(
      screen.getByText('Only an administrator can read it.'),
    ).toBeVisible();
  });

  it('shows that it loads, why it cannot, and tries again', async () => {
    let reject = (_: Error) => {};
    api.getStates.mockImplementation(
      () => new Promise((_, rejectNow) => (reject = rejectNow)),
    );
    api.getStates.mockResolvedValueOnce(undefined);
    const user = await renderContent();
    expect(await screen.findByRole('progressbar')).toBeVisible();
    await act(async () => reject(new BitbucketRequestError('No database.')));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('No database.');
    respond(fakeState());
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await repositories()).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('refreshes itself, and keeps what it shows if that fails', async () => {
    respond(fakeState({ runningSince: minutesAgo(1) }));
    await renderContent();
    const before = await repositories();
    api.getStates.mockRejectedValue(new BitbucketRequestError('No database.'));
    expect(
      await screen.findByText('The page could not be refreshed.', undefined, {
        timeout: 6000,
      }),
    ).toBeVisible();
    expect(await repositories()).toBe(before);
    respond(fakeState());
    await waitFor(
      () => expect(before).toHaveTextContent('Last run succeeded'),
      { timeout: 6000 },
    );
  }, 20_000);
});
