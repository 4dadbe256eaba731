import { type ReactElement } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answerOf, renderContent } from '../__testUtils__/renderContent';
import { home, homePipeline, homePullRequest } from '../__testUtils__/samples';
import { type BitbucketPagesApi, BitbucketPagesError } from '../api';
import { HomePipelines } from './HomePipelines';
import { HomePullRequests } from './HomePullRequests';
import { HomeReviews } from './HomeReviews';

const renderCard = (
  card: ReactElement,
  getHome: BitbucketPagesApi['getHome'],
) => renderContent(card, { getHome });

describe('the cards of the home page', () => {
  it('show what waits for a review', async () => {
    await renderCard(<HomeReviews />, async () =>
      answerOf(
        home({
          reviews: [homePullRequest(1, { title: 'Safe \u202Etxt <b>' })],
        }),
      ),
    );
    expect(
      await screen.findByRole('link', { name: /^Safe \\u202Etxt <b>/ }),
    ).toHaveAttribute(
      'href',
      'https://bitbucket.org/harbour-bikes/booking/pull-requests/1',
    );
    expect(screen.getByRole('link', { name: 'Booking' })).toHaveAttribute(
      'href',
      '/catalog/default/component/booking',
    );
    expect(screen.getByText('Kit Marlowe')).toBeInTheDocument();
  });

  it('show the state of the reviews of own pull requests', async () => {
    const reviewer = (
      review: 'approved' | 'waiting' | 'changes requested',
    ) => ({
      name: `Someone who ${review}`,
      review,
    });
    await renderCard(<HomePullRequests />, async () =>
      answerOf(
        home({
          pullRequests: [
            homePullRequest(1, { state: 'draft' }),
            homePullRequest(2, {
              reviewers: [reviewer('approved'), reviewer('waiting')],
            }),
            homePullRequest(3, { reviewers: [reviewer('changes requested')] }),
            homePullRequest(4),
          ],
        }),
      ),
    );
    for (const text of [
      'draft',
      '1 of 2 approved',
      'changes requested by Someone who changes requested',
      'no reviewers',
    ]) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
  });

  it('show red pipelines, the first five at first', async () => {
    await renderCard(<HomePipelines />, async () =>
      answerOf(
        home({ pipelines: [1, 2, 3, 4, 5, 6].map(each => homePipeline(each)) }),
      ),
    );
    expect(
      await screen.findByRole('link', { name: /^#5 of main/ }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /^#6 of main/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show all 6' }));
    expect(
      screen.getByRole('link', { name: /^#6 of main/ }),
    ).toBeInTheDocument();
  });

  it.each([
    [<HomeReviews key="1" />, 'No pull request waits for your review.'],
    [<HomePullRequests key="2" />, 'You have no open pull request.'],
    [<HomePipelines key="3" />, 'No pipeline of yours is red.'],
  ])('say that there is nothing: %#', async (card, text) => {
    await renderCard(card, async () => answerOf(home()));
    expect(await screen.findByText(text)).toBeInTheDocument();
    expect(screen.getByText(/Read from Bitbucket/)).toBeInTheDocument();
  });

  it('explain that there is no repository', async () => {
    await renderCard(<HomeReviews />, async () =>
      answerOf(home({ repositories: 0 })),
    );
    expect(
      await screen.findByText(/No component that you can read/),
    ).toBeInTheDocument();
  });

  it('explain that the user has no account', async () => {
    await renderCard(<HomeReviews />, async () =>
      answerOf(home({ isLinked: false })),
    );
    expect(
      await screen.findByText(/has no Bitbucket account/),
    ).toBeInTheDocument();
  });

  it('say what is missing', async () => {
    await renderCard(<HomeReviews />, async () =>
      answerOf(
        home({
          failed: [
            {
              repository: 'harbour-bikes/gone',
              components: [],
              problem: { kind: 'gone', message: 'It is gone.' },
            },
            {
              repository: 'harbour-bikes/away',
              components: [],
              problem: { kind: 'unreachable', message: 'No response.' },
            },
          ],
          renamed: [
            {
              repository: 'harbour-bikes/old',
              components: [],
              renamedTo: 'harbour-bikes/new',
            },
          ],
          unread: 1,
          leftOut: 7,
        }),
      ),
    );
    for (const text of [
      'The portal is still reading 1 repository.',
      'The portal could not read harbour-bikes/away.',
      'Bitbucket does not have harbour-bikes/gone, or the portal has no access. The owners can check the annotation bitbucket.org/repo-slug.',
      'Repositories with a new name: harbour-bikes/old is now harbour-bikes/new. Their owners can correct the annotation bitbucket.org/repo-slug.',
      'The portal left out 7 repositories.',
    ]) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
  });

  it('explain an outage, and try again', async () => {
    let isAway = true;
    await renderCard(<HomeReviews />, async () => {
      if (isAway) {
        throw new BitbucketPagesError('Bitbucket does not respond.');
      }
      return answerOf(home());
    });
    expect(
      await screen.findByText('Bitbucket does not respond.'),
    ).toBeInTheDocument();
    isAway = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('No pull request waits for your review.'),
    ).toBeInTheDocument();
  });
});
