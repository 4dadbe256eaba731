import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type BitbucketStepLog } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  answerOf,
  ENTITY_REF,
  renderContent,
} from '../__testUtils__/renderContent';
import { describePart, StepLog } from './StepLog';

const LOG: BitbucketStepLog = {
  text: 'one\n',
  part: 'end',
  bytes: 65_536,
  size: 209_715_200,
  isFinal: true,
};

describe('StepLog', () => {
  it('shows the end of the log as text on request, and hides it', async () => {
    const getLog = jest.fn(async () =>
      answerOf({
        ...LOG,
        text: '\u001b[31m<img src=x>\u001b[0m 10 %\r\u202egnp.exe\n',
      }),
    );
    await renderContent(
      <StepLog entityRef={ENTITY_REF} pipeline="{1}" step="{2}" name="Test" />,
      { getLog },
    );
    const button = screen.getByRole('button', {
      name: 'Show log of step Test',
    });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    expect(getLog).not.toHaveBeenCalled();
    await userEvent.tab();
    expect(button).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    const log = await screen.findByRole('region', { name: 'Log of step Test' });
    expect(log).toHaveTextContent('\\u202Egnp.exe');
    expect(log).toHaveAttribute('tabindex', '0');
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByText('The last 64 KiB of 200 MiB.')).toBeInTheDocument();
    expect(getLog).toHaveBeenCalledWith(ENTITY_REF, {
      pipeline: '{1}',
      step: '{2}',
    });
    await userEvent.keyboard('{Enter}');
    expect(screen.queryByRole('region')).not.toBeInTheDocument();
  });

  it.each<[Partial<BitbucketStepLog>, string]>([
    [{ part: 'all', bytes: 9, size: 9 }, 'The whole log, 9 bytes.'],
    [{ part: 'all', bytes: 0, size: 0 }, 'The log is empty.'],
    [{ part: 'end', size: undefined }, 'The last 64 KiB of the log.'],
    [
      { part: 'start', size: 1_500_000 },
      'The first 64 KiB of 1.4 MiB. Bitbucket did not return the end.',
    ],
  ])('describes %j', (part, text) => {
    expect(describePart({ ...LOG, ...part })).toBe(text);
  });
});
