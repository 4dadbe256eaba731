import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/test-utils';
import {
  type BitbucketEnvironment,
  type BitbucketRepositoryAnswers,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { answerOf, renderContent } from '../__testUtils__/renderContent';
import { homePipeline, homePullRequest } from '../__testUtils__/samples';
import { GroupDeploymentsContent } from './GroupDeploymentsContent';
import { GroupPipelinesContent } from './GroupPipelinesContent';
import { GroupPullRequestsContent } from './GroupPullRequestsContent';

const components = [
  { entityRef: 'component:default/booking', title: 'Booking' },
  { entityRef: 'component:default/worker', title: 'Worker' },
];

function answers<T>(
  data: T,
  change: Partial<BitbucketRepositoryAnswers<T>> = {},
): BitbucketRepositoryAnswers<T> {
  return {
    answers: [
      {
        repository: 'harbour-bikes/booking',
        components,
        answer: answerOf(data),
      },
    ],
    failed: [],
    leftOut: 0,
    ...change,
  };
}

const cellsOf = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);

describe('the tabs of a group', () => {
  it('show pull requests with their components', async () => {
    const getGroupPullRequests = jest.fn(async () =>
      answerOf(
        answers({
          pullRequests: [homePullRequest(1), homePullRequest(2)],
          hasMore: true,
        }),
      ),
    );
    await renderContent(<GroupPullRequestsContent />, { getGroupPullRequests });
    const rows = await screen.findAllByRole('row');
    expect(cellsOf(rows[1])[0]).toBe('Booking, Workerharbour-bikes/booking');
    expect(cellsOf(rows[1])[1]).toMatch(/^Change 2.*created \d+ days ago$/);
    expect(screen.getByText(/Bitbucket has more/)).toBeInTheDocument();
    expect(getGroupPullRequests).toHaveBeenCalledWith(
      'component:default/booking',
      'open',
    );
  });

  it('show pipelines, and filter them', async () => {
    await renderContent(<GroupPipelinesContent />, {
      getGroupPipelines: async () =>
        answerOf(
          answers([
            homePipeline(2),
            { ...homePipeline(1), state: 'successful' as const },
          ]),
        ),
    });
    expect(await screen.findAllByRole('row')).toHaveLength(3);
    await userEvent.click(screen.getByRole('button', { name: /All/ }));
    await userEvent.click(screen.getByRole('option', { name: 'Failed' }));
    expect(screen.getAllByRole('row')).toHaveLength(2);
  });

  it('show what runs where', async () => {
    const deployment = {
      uuid: '{1}',
      state: 'successful' as const,
      release: '#7',
      commit: 'abcdef0123456',
    };
    const environment = (
      name: string,
      type: BitbucketEnvironment['type'],
    ): BitbucketEnvironment => ({
      uuid: `{${name}}`,
      name,
      type,
      current: deployment,
      history: [deployment],
    });
    await renderContent(<GroupDeploymentsContent />, {
      getGroupEnvironments: async () =>
        answerOf(
          answers([
            environment('Test', 'Test'),
            {
              ...environment('Live', 'Production'),
              history: [{ ...deployment, uuid: '{2}', state: 'failed' }],
            },
          ]),
        ),
    });
    const rows = await screen.findAllByRole('row');
    expect(cellsOf(rows[1]).slice(1)).toEqual([
      'LiveProduction',
      'successful #7, commit abcdef0',
      'failed #7, commit abcdef0',
    ]);
    expect(cellsOf(rows[2]).slice(1)).toEqual([
      'Test',
      'successful #7, commit abcdef0',
      'The same',
    ]);
  });

  it('name what could not be read, what is old and how much is left out', async () => {
    const problem = {
      kind: 'unreachable' as const,
      message: 'Bitbucket does not respond to the portal.',
    };
    await renderContent(<GroupPipelinesContent />, {
      getGroupPipelines: async () =>
        answerOf({
          answers: [
            {
              repository: 'harbour-bikes/old',
              components,
              answer: { ...answerOf([]), problem },
            },
            {
              repository: 'harbour-bikes/former',
              components,
              answer: { ...answerOf([]), renamedTo: 'harbour-bikes/present' },
            },
          ],
          failed: ['a', 'b', 'c', 'd'].map(name => ({
            repository: `harbour-bikes/${name}`,
            components,
            problem,
          })),
          leftOut: 12,
        }),
    });
    expect(
      await screen.findByText('4 repositories could not be read.'),
    ).toBeInTheDocument();
    expect(screen.getByText('And 1 more.')).toBeInTheDocument();
    expect(
      screen.getByText('1 repository could not be read again.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('1 repository has a new name.').closest('div'),
    ).toHaveTextContent(
      'harbour-bikes/former: now harbour-bikes/present. The owners of Booking, Worker can correct the annotation bitbucket.org/repo-slug.',
    );
    expect(
      screen.getByText(/The portal left out 12 repositories/),
    ).toBeInTheDocument();
    expect(screen.getByText('No pipeline has run.')).toBeInTheDocument();
  });

  it.each([
    [<GroupPullRequestsContent key="1" />],
    [<GroupPipelinesContent key="2" />],
    [<GroupDeploymentsContent key="3" />],
  ])('explain that no component has a repository: %#', async content => {
    const get = async () => answerOf({ answers: [], failed: [], leftOut: 0 });
    await renderContent(content, {
      getGroupPullRequests: get,
      getGroupPipelines: get,
      getGroupEnvironments: get,
    });
    expect(
      await screen.findByText(/No component of this group/),
    ).toBeInTheDocument();
  });

  it('ask again after a signal of one of the repositories', async () => {
    const subscribe = jest.fn((_channel: string, _notify: () => void) => ({
      unsubscribe: () => {},
    }));
    const getGroupPipelines = jest.fn(async () =>
      answerOf({
        answers: ['a', 'b'].map(name => ({
          repository: `harbour-bikes/${name}`,
          components,
          answer: { ...answerOf([]), channel: `bitbucket-cloud:${name}` },
        })),
        failed: [],
        leftOut: 0,
      }),
    );
    await renderContent(
      <TestApiProvider apis={[[signalApiRef, { subscribe }]]}>
        <GroupPipelinesContent />
      </TestApiProvider>,
      { getGroupPipelines },
    );
    await waitFor(() => expect(subscribe).toHaveBeenCalledTimes(2));
    subscribe.mock.calls.find(
      ([channel]) => channel === 'bitbucket-cloud:b',
    )![1]();
    await waitFor(() => expect(getGroupPipelines).toHaveBeenCalledTimes(2), {
      timeout: 5000,
    });
  });
});
