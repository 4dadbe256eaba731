import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { bitbucketAuthApiRef } from '@backstage/core-plugin-api';
import { TestApiProvider } from '@backstage/test-utils';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  answerOf,
  ENTITY_REF,
  renderContent,
} from '../__testUtils__/renderContent';
import { BitbucketPagesError } from '../api';
import { PipelinesContent } from './PipelinesContent';

const PIPELINE: BitbucketPipeline = {
  repository: 'harbour-bikes/booking',
  uuid: '{1}',
  number: 7,
  url: 'https://bitbucket.org/harbour-bikes/booking/pipelines/results/7',
  state: 'running',
  ref: 'main',
  trigger: 'push',
  createdAt: '2026-11-01T08:00:00Z',
};

const auth = { getAccessToken: jest.fn(async () => 'the-token-of-the-user') };
const actOnPipeline = jest.fn(async () => ({}));

async function show(state: BitbucketPipeline['state'], canAct = true) {
  const getPipelines = jest.fn(async () => ({
    ...answerOf([{ ...PIPELINE, state }]),
    canAct,
  }));
  await renderContent(
    <PipelinesContent />,
    { getPipelines, actOnPipeline },
    {
      Wrapper: ({ children }) => (
        <TestApiProvider apis={[[bitbucketAuthApiRef, auth as never]]}>
          {children}
        </TestApiProvider>
      ),
    },
  );
  await screen.findByText('#7');
  return getPipelines;
}

describe('PipelineActionButton', () => {
  beforeEach(() => jest.clearAllMocks());

  it('stops a pipeline after a confirmation, with the token of the user', async () => {
    const getPipelines = await show('running');
    await userEvent.click(
      screen.getByRole('button', { name: 'Stop: pipeline 7' }),
    );
    const dialog = screen.getByRole('dialog', { name: 'Stop: pipeline 7' });
    expect(actOnPipeline).not.toHaveBeenCalled();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Stop' }));
    await waitFor(() =>
      expect(actOnPipeline).toHaveBeenCalledWith(ENTITY_REF, {
        action: 'stop',
        uuid: '{1}',
        token: 'the-token-of-the-user',
      }),
    );
    expect(auth.getAccessToken).toHaveBeenCalledWith(['pipeline:write']);
    await waitFor(() => expect(getPipelines).toHaveBeenCalledTimes(2));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('explains why a pipeline was not run again', async () => {
    actOnPipeline.mockRejectedValueOnce(
      new BitbucketPagesError('You need write access.'),
    );
    await show('failed');
    await userEvent.click(
      screen.getByRole('button', { name: 'Run again: pipeline 7' }),
    );
    const dialog = screen.getByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Run again' }),
    );
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'The pipeline was not run again.You need write access.',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('explains what is missing if the sign-in does not grant the scope', async () => {
    auth.getAccessToken.mockResolvedValueOnce('');
    await show('running');
    await userEvent.click(
      screen.getByRole('button', { name: 'Stop: pipeline 7' }),
    );
    const dialog = screen.getByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Stop' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'does not grant Pipelines: Write: an administrator of the portal must enable it',
    );
    expect(actOnPipeline).not.toHaveBeenCalled();
  });

  it('is not shown to users who do not own the entity', async () => {
    await show('running', false);
    expect(
      screen.queryByRole('button', { name: /Stop/ }),
    ).not.toBeInTheDocument();
  });
});
