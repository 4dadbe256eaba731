import { screen, waitFor, within } from '@testing-library/react';
import {
  button,
  findRows,
  othersButton,
  setUpSessionsCard,
} from '../__testUtils__/sessionsCard';
import { BitbucketSessionsError } from '../api';

let card: ReturnType<typeof setUpSessionsCard>;
beforeEach(() => {
  card = setUpSessionsCard();
});

describe('Sign out all other sessions', () => {
  it('is disabled if there is no other session', async () => {
    card.sessionsApi.listOwnSessions.mockResolvedValue([card.laptop]);
    await card.renderCard();
    await findRows();

    expect(othersButton()).toBeDisabled();
  });

  it('asks for confirmation, and does nothing if the user cancels', async () => {
    const user = await card.renderCard();
    await findRows();

    await user.click(othersButton());
    const dialog = screen.getByRole('dialog', {
      name: 'Sign out 2 other sessions?',
    });
    expect(dialog).toHaveAccessibleDescription(/This device stays signed in/);
    const cancel = within(dialog).getByRole('button', { name: 'Cancel' });
    expect(cancel).toHaveFocus();
    await user.click(cancel);

    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(othersButton()).toHaveFocus();
    expect(card.sessionsApi.endOtherOwnSessions).not.toHaveBeenCalled();
  });

  it('can be used with the keyboard only', async () => {
    card.sessionsApi.endOtherOwnSessions.mockResolvedValue({
      ended: 2,
      notes: [],
    });
    const user = await card.renderCard();
    await findRows();

    othersButton().focus();
    await user.keyboard('{Enter}');
    expect(button('Cancel')).toHaveFocus();
    await user.tab();
    await user.keyboard('{Enter}');

    expect(await screen.findByRole('status')).toHaveFocus();
  });

  it('closes on Escape', async () => {
    const user = await card.renderCard();
    await findRows();

    await user.click(othersButton());
    await user.keyboard('{Escape}');

    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(othersButton()).toHaveFocus();
  });

  it('ends them after the confirmation and moves the focus to the message', async () => {
    card.sessionsApi.endOtherOwnSessions.mockResolvedValue({
      ended: 2,
      notes: ['Open tabs work for up to an hour.'],
    });
    const user = await card.renderCard();
    await findRows();
    card.sessionsApi.listOwnSessions.mockResolvedValue([card.laptop]);

    await user.click(othersButton());
    await user.click(button('Sign out'));

    const message = await screen.findByRole('status');
    expect(message).toHaveTextContent(
      'You signed out 2 other sessions.Open tabs work for up to an hour.',
    );
    expect(message).toHaveFocus();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await waitFor(() => expect(othersButton()).toBeDisabled());
  });

  it.each([
    [0, 'All other sessions had already ended.'],
    [1, 'You signed out 1 other session.'],
  ])('shows the result after it ended %d', async (ended, text) => {
    card.sessionsApi.endOtherOwnSessions.mockResolvedValue({
      ended,
      notes: [],
    });
    const user = await card.renderCard();
    await findRows();

    await user.click(othersButton());
    await user.click(button('Sign out'));

    expect(await screen.findByRole('status')).toHaveTextContent(text);
  });

  it('keeps the dialog open while it runs, and cannot be confirmed twice', async () => {
    card.sessionsApi.endOtherOwnSessions.mockReturnValue(new Promise(() => {}));
    const user = await card.renderCard();
    await findRows();

    await user.click(othersButton());
    await user.click(button('Sign out'));
    await user.keyboard('{Escape}');

    expect(screen.getByRole('dialog')).toBeVisible();
    expect(button('Sign out')).toBeDisabled();
    expect(button('Cancel')).toBeDisabled();
  });

  it('closes the dialog and shows the error if it fails', async () => {
    card.sessionsApi.endOtherOwnSessions.mockRejectedValue(
      new BitbucketSessionsError('The database does not respond.'),
    );
    const user = await card.renderCard();
    await findRows();

    await user.click(othersButton());
    await user.click(button('Sign out'));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database does not respond.',
    );
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(await findRows()).toHaveLength(3);
  });
});
