import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answerOf,
  ENTITY_REF,
  renderContent,
} from '../__testUtils__/renderContent';
import { homePullRequest } from '../__testUtils__/samples';
import { PullRequestList } from './PullRequestList';

const NONE = {
  checks: [],
  hasMoreChecks: false,
  conflicts: [],
  hasMoreConflicts: false,
};

async function open(details: object) {
  const getPullRequestDetails = jest.fn(async () =>
    answerOf({ ...NONE, ...details }),
  );
  await renderContent(
    <PullRequestList
      entityRef={ENTITY_REF}
      pullRequests={[homePullRequest(7)]}
      hasMore={false}
      filter=""
      emptyText=""
    />,
    { getPullRequestDetails },
  );
  expect(getPullRequestDetails).not.toHaveBeenCalled();
  await userEvent.click(
    screen.getByRole('button', {
      name: 'Show checks and conflicts of pull request 7',
    }),
  );
  expect(getPullRequestDetails).toHaveBeenCalledWith(ENTITY_REF, 7);
}

describe('PullRequestDetails', () => {
  it('shows checks and conflicts as text', async () => {
    await open({
      checks: [
        {
          name: 'Unit <b>tests</b>',
          state: 'failed',
          url: 'https://ci.example',
        },
        { name: 'Lint \u202e', state: 'successful' },
      ],
      hasMoreChecks: true,
      conflicts: ['src/<script>.ts'],
    });
    const link = await screen.findByRole('link', { name: /^Unit/ });
    expect(link).toHaveAttribute('href', 'https://ci.example');
    expect(link).toHaveTextContent('Unit <b>tests</b>');
    expect(screen.getByText('Lint \\u202E')).toBeInTheDocument();
    expect(screen.getByText('Conflicts')).toBeInTheDocument();
    expect(screen.getByText('src/<script>.ts')).toBeInTheDocument();
    expect(screen.getByText('Bitbucket has more checks.')).toBeInTheDocument();
  });

  it('shows that the commit has no checks and no conflicts', async () => {
    await open({});
    expect(
      await screen.findByText('The commit has no checks.'),
    ).toBeInTheDocument();
    expect(screen.getByText('No conflicts.')).toBeInTheDocument();
  });
});
