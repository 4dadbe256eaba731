import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  answerOf,
  ENTITY_REF,
  renderContent,
  textOf,
} from '../__testUtils__/renderContent';
import { BitbucketPagesError } from '../api';
import { PullRequestsContent } from './PullRequestsContent';

function pullRequest(
  id: number,
  change: Partial<BitbucketPullRequest> = {},
): BitbucketPullRequest {
  return {
    repository: 'harbour-bikes/booking',
    id,
    title: `Change ${id}`,
    url: `https://bitbucket.org/harbour-bikes/booking/pull-requests/${id}`,
    state: 'open',
    author: { name: 'Kit Marlowe' },
    reviewers: [],
    sourceBranch: `feature/${id}`,
    targetBranch: 'main',
    createdAt: '2026-11-01T08:00:00Z',
    updatedAt: `2026-11-${String((id % 28) + 1).padStart(2, '0')}T08:00:00Z`,
    comments: 0,
    tasks: 0,
    ...change,
  };
}

async function show(
  pullRequests: BitbucketPullRequest[],
  { hasMore = false, minutes = 2 } = {},
) {
  const getPullRequests = jest.fn(async () =>
    answerOf({ pullRequests, hasMore }, minutes),
  );
  await renderContent(<PullRequestsContent />, { getPullRequests });
  await waitFor(() => expect(getPullRequests).toHaveBeenCalled());
  return getPullRequests;
}

const titles = () => screen.getAllByRole('link').map(textOf);

describe('PullRequestsContent', () => {
  it('shows a pull request with the state of its reviewers', async () => {
    await show([
      pullRequest(7, {
        state: 'draft',
        comments: 3,
        tasks: 2,
        reviewers: [
          { name: 'Mira Lindqvist', uuid: '{1}', review: 'approved' },
          { name: 'Sam Ferreira', uuid: '{2}', review: 'changes requested' },
        ],
      }),
    ]);
    expect(await screen.findByRole('link')).toHaveAttribute(
      'href',
      'https://bitbucket.org/harbour-bikes/booking/pull-requests/7',
    );
    expect(
      screen.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual(['Sam Ferreira: changes requested', 'Mira Lindqvist: approved']);
    expect(screen.getByText('draft')).toBeInTheDocument();
    expect(screen.getByText('3, 2 open tasks')).toBeInTheDocument();
    expect(screen.getByText('2 minutes ago')).toBeInTheDocument();
  });

  it('shows texts of users as text, with the codes of deceptive characters', async () => {
    await show([
      pullRequest(1, {
        title: '<img src=x onerror=alert(1)> \u202egnp.exe',
        author: { name: '<b>Kit</b>' },
      }),
    ]);
    expect(
      await screen.findByText('<img src=x onerror=alert(1)> \\u202Egnp.exe'),
    ).toBeInTheDocument();
    expect(screen.getByText('<b>Kit</b>')).toBeInTheDocument();
    expect(document.querySelector('img')).toBeNull();
  });

  it('sorts by a column, the latest update first', async () => {
    await show([
      pullRequest(1, { title: 'b' }),
      pullRequest(3, { title: 'a' }),
      pullRequest(2, { title: 'c' }),
    ]);
    await screen.findAllByRole('link');
    expect(titles()).toEqual(['a', 'c', 'b']);
    const header = screen.getByRole('button', { name: 'Pull request' });
    await userEvent.click(header);
    expect(titles()).toEqual(['a', 'b', 'c']);
    await userEvent.click(header);
    expect(titles()).toEqual(['c', 'b', 'a']);
  });

  it('filters by words, and shows that nothing matches', async () => {
    await show([
      pullRequest(1),
      pullRequest(2, { author: { name: 'Nadia Haddad' } }),
    ]);
    await screen.findAllByRole('link');
    const filter = screen.getByRole('searchbox');
    await userEvent.type(filter, 'NADIA change');
    expect(titles()).toEqual(['Change 2']);
    await userEvent.type(filter, ' nothing');
    expect(
      screen.getByText('No pull request matches the filter.'),
    ).toBeInTheDocument();
  });

  it('shows long lists in parts', async () => {
    await show(
      Array.from({ length: 60 }, (_, index) => pullRequest(index + 1)),
      { hasMore: true },
    );
    const more = await screen.findByRole('button', {
      name: 'Show 25 more of 60',
    });
    expect(screen.getAllByRole('link')).toHaveLength(25);
    await userEvent.click(more);
    expect(screen.getAllByRole('link')).toHaveLength(50);
    await userEvent.click(
      screen.getByRole('button', { name: 'Show 10 more of 60' }),
    );
    expect(screen.getAllByRole('link')).toHaveLength(60);
    expect(
      screen.getByText(/Bitbucket has more pull requests/),
    ).toBeInTheDocument();
  });

  it('shows the pull requests of another state', async () => {
    const getPullRequests = await show([]);
    expect(
      await screen.findByText('There is no open pull request.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /State/ }));
    await userEvent.click(
      within(screen.getByRole('listbox')).getByText('Merged'),
    );
    expect(
      await screen.findByText('There is no merged pull request.'),
    ).toBeInTheDocument();
    expect(getPullRequests).toHaveBeenLastCalledWith(ENTITY_REF, 'merged');
  });

  it('shows an old answer with its age and the problem', async () => {
    await renderContent(<PullRequestsContent />, {
      getPullRequests: async () => ({
        ...answerOf({ pullRequests: [pullRequest(1)], hasMore: false }, 90),
        problem: {
          kind: 'unreachable' as const,
          message: 'Bitbucket does not respond to the portal.',
          // The page was open for longer.
          retryAt: new Date(Date.now() - 60_000).toISOString(),
        },
      }),
    });
    expect((await screen.findByRole('status')).textContent).toBe(
      'Bitbucket does not respond to the portal.This is the state from 1 hour ago.',
    );
    expect(titles()).toEqual(['Change 1']);
  });

  it('explains why there is no answer, and asks again', async () => {
    const getPullRequests = jest
      .fn()
      .mockRejectedValueOnce(
        new BitbucketPagesError('Bitbucket allows no more calls.', {
          kind: 'limited',
          message: 'Bitbucket allows no more calls.',
          retryAt: new Date(Date.now() + 10.5 * 60_000).toISOString(),
        }),
      )
      .mockResolvedValue(
        answerOf({ pullRequests: [pullRequest(1)], hasMore: false }),
      );
    await renderContent(<PullRequestsContent />, { getPullRequests });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The portal cannot show the pull requests.Bitbucket allows no more calls.The portal asks Bitbucket again in 10 minutes.Try again',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Change 1')).toBeInTheDocument();
  });

  it('shows the new name of a repository', async () => {
    await renderContent(<PullRequestsContent />, {
      getPullRequests: async () => ({
        ...answerOf({ pullRequests: [pullRequest(1)], hasMore: false }),
        renamedTo: 'harbour-bikes/new',
      }),
    });
    expect(await screen.findByRole('status')).toHaveTextContent(
      'The repository has a new name: harbour-bikes/new',
    );
    expect(titles()).toEqual(['Change 1']);
  });

  it('explains what to do about a repository that is gone', async () => {
    await renderContent(<PullRequestsContent />, {
      getPullRequests: async () => {
        throw new BitbucketPagesError('Bitbucket has no such repository.', {
          kind: 'gone',
          message: 'Bitbucket has no such repository.',
        });
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Check the annotation bitbucket.org/repo-slug',
    );
  });

  it('filters by the folder of the entity, and asks for what is not read yet', async () => {
    const getFolderPullRequests = jest
      .fn()
      .mockResolvedValueOnce(answerOf({ folder: 'api', ids: [1], unread: 1 }))
      .mockResolvedValue(answerOf({ folder: 'api', ids: [1, 3], unread: 0 }));
    await renderContent(
      <PullRequestsContent />,
      {
        getPullRequests: async () =>
          answerOf({
            pullRequests: [1, 2, 3].map(id => pullRequest(id)),
            hasMore: false,
          }),
        getFolderPullRequests,
      },
      {
        annotations: {
          'backstage.io/source-location':
            'url:https://bitbucket.org/harbour-bikes/booking/src/main/api/',
        },
      },
    );
    expect(await screen.findByText('Change 2')).toBeInTheDocument();
    expect(getFolderPullRequests).not.toHaveBeenCalled();
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Only this folder' }),
    );
    expect(
      await screen.findByText('The portal has not read the files of 1 yet.'),
    ).toBeInTheDocument();
    expect(screen.queryByText('Change 2')).not.toBeInTheDocument();
    expect(
      await screen.findByText('Change 3', {}, { timeout: 10_000 }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/not read the files/)).not.toBeInTheDocument();
  });
});
