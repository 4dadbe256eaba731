import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  answerOf,
  ENTITY_REF,
  renderContent,
  textOf,
} from '../__testUtils__/renderContent';
import { PipelinesContent } from './PipelinesContent';

function pipeline(
  number: number,
  change: Partial<BitbucketPipeline> = {},
): BitbucketPipeline {
  return {
    repository: 'harbour-bikes/booking',
    uuid: `{${number}}`,
    number,
    url: `https://bitbucket.org/harbour-bikes/booking/pipelines/results/${number}`,
    state: 'successful',
    ref: 'main',
    commit: 'abcdef0123456789',
    trigger: 'push',
    creator: { name: 'Kit Marlowe' },
    createdAt: `2026-11-0${number}T08:00:00Z`,
    durationSeconds: number * 60,
    ...change,
  };
}

describe('PipelinesContent', () => {
  it('shows the trend and the pipelines, and the steps of one on request', async () => {
    const getSteps = jest.fn(async () =>
      answerOf([
        {
          uuid: '{a}',
          name: 'Build',
          state: 'successful' as const,
          durationSeconds: 42,
        },
        {
          uuid: '{b}',
          name: 'Test <script>',
          state: 'failed' as const,
          tests: { passed: 10, failed: 2, skipped: 1 },
        },
      ]),
    );
    await renderContent(<PipelinesContent />, {
      getPipelines: async () =>
        answerOf([
          pipeline(4, { state: 'running', durationSeconds: undefined }),
          pipeline(3, { state: 'failed' }),
          pipeline(2, { state: 'stopped' }),
          pipeline(1),
        ]),
      getSteps,
    });
    expect(await screen.findByRole('img')).toHaveAccessibleName(
      '50 % of the last 2 pipelines succeeded; median duration 2 min 0 s',
    );
    expect(screen.getAllByRole('link').map(textOf)).toEqual([
      '#4',
      '#3',
      '#2',
      '#1',
    ]);
    expect(getSteps).not.toHaveBeenCalled();

    await userEvent.click(
      screen.getByRole('button', { name: 'Show steps of pipeline 3' }),
    );
    expect(await screen.findByText('Test <script>')).toBeInTheDocument();
    expect(
      screen.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual([
      'Build: successful after 42 s',
      'Test <script>: failed, tests: 2 failed, 10 passed, 1 skippedShow log',
    ]);
    expect(getSteps).toHaveBeenCalledWith(ENTITY_REF, '{3}');
    // A log in a column of the table would be too narrow.
    expect(screen.getByRole('list').closest('td')).toHaveAttribute(
      'colspan',
      String(screen.getAllByRole('columnheader').length),
    );
  });

  it('explains how to get pipelines', async () => {
    await renderContent(<PipelinesContent />, {
      getPipelines: async () => answerOf([]),
    });
    expect(await screen.findByText(/No pipeline has run/)).toBeInTheDocument();
  });
});
