import { screen, waitFor, within } from '@testing-library/react';
import { fakeSession } from '../__testUtils__/fakeSessions';
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

describe('BitbucketSessionsCard', () => {
  it('lists the sessions with device, sign-in and last use, and marks this device', async () => {
    await card.renderCard();

    const [first, second, third] = await findRows();
    expect(first).toHaveTextContent(
      'Firefox on LinuxThis deviceSigned in 3 days ago, last used less than 15 minutes ago',
    );
    expect(second).toHaveTextContent(
      'Safari on iPhoneSigned in 3 days ago, last used 3 hours ago',
    );
    expect(third).toHaveTextContent('Chrome on Android');
    expect(screen.getAllByText('This device')).toHaveLength(1);
  });

  it('has the exact times for machines and in a tooltip', async () => {
    const user = await card.renderCard();

    const [, row] = await findRows();
    const time = within(row).getByText('3 hours ago');
    expect(time).toHaveAttribute('dateTime', card.phone.lastUsedAt);
    await user.hover(time);
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      String(new Date(card.phone.lastUsedAt).getFullYear()),
    );
  });

  it('lets keyboard users open the tooltip with the exact time', async () => {
    const user = await card.renderCard();

    const [, row] = await findRows();
    const time = within(row).getByText('3 hours ago');
    for (
      let count = 0;
      count < 10 && document.activeElement !== time;
      count++
    ) {
      await user.tab();
    }
    // jsdom has no :focus-visible, with which the tooltip opens.
    expect(time).toHaveFocus();
  });

  it('shows a device name as text, whatever it contains', async () => {
    const device = '<img src=x onerror=alert(1)> {{constructor}} \u202e';
    card.sessionsApi.listOwnSessions.mockResolvedValue([
      fakeSession({ device }),
    ]);
    await card.renderCard();

    const [row] = await findRows();
    expect(
      within(row).getByText(device.trim(), { exact: false }),
    ).toBeVisible();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('shows a loading indicator', async () => {
    card.sessionsApi.listOwnSessions.mockReturnValue(new Promise(() => {}));
    await card.renderCard();

    expect(
      await screen.findByRole('progressbar', { name: 'Loading sessions' }),
    ).toBeVisible();
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });

  it('shows why it cannot load, and retries', async () => {
    card.sessionsApi.listOwnSessions.mockRejectedValueOnce(
      new BitbucketSessionsError('The database does not respond.', {
        statusCode: 503,
      }),
    );
    const user = await card.renderCard();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database does not respond.',
    );
    await user.click(button('Try again'));

    expect(await findRows()).toHaveLength(3);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(document.body).not.toHaveFocus();
  });

  it('explains that there are no sessions', async () => {
    card.sessionsApi.listOwnSessions.mockResolvedValue([]);
    await card.renderCard();

    expect(
      await screen.findByText(/The portal has no session for you/),
    ).toBeVisible();
  });

  it('explains that the portal does not keep such sessions', async () => {
    card.sessionsApi.listOwnSessions.mockRejectedValue(
      new BitbucketSessionsError('Not found', { statusCode: 404 }),
    );
    await card.renderCard();

    expect(
      await screen.findByText(/does not keep a list of your sessions/),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('signs out one session, reloads the list and shows the result', async () => {
    card.sessionsApi.endOwnSession.mockResolvedValue({
      ended: 1,
      notes: ['Open tabs work for up to an hour.'],
    });
    const user = await card.renderCard();
    await findRows();
    card.sessionsApi.listOwnSessions.mockResolvedValue([
      card.laptop,
      card.tablet,
    ]);

    await user.click(
      button('Sign out: Safari on iPhone, last used 3 hours ago'),
    );

    const message = await screen.findByRole('status');
    expect(message).toHaveTextContent(
      'You signed out the session on Safari on iPhone.Open tabs work for up to an hour.',
    );
    expect(message).toHaveFocus();
    await waitFor(async () => expect(await findRows()).toHaveLength(2));
    expect(card.sessionsApi.endOwnSession).toHaveBeenCalledWith('phone');
    expect(card.identityApi.signOut).not.toHaveBeenCalled();
  });

  it('does not start a second action while one runs', async () => {
    card.sessionsApi.endOwnSession.mockReturnValue(new Promise(() => {}));
    const user = await card.renderCard();
    await findRows();

    await user.dblClick(button(/^Sign out: Safari/));

    expect(card.sessionsApi.endOwnSession).toHaveBeenCalledTimes(1);
    expect(button(/^Sign out: Chrome/)).toBeDisabled();
    expect(othersButton()).toBeDisabled();
  });

  it('shows that a session had already ended', async () => {
    card.sessionsApi.endOwnSession.mockResolvedValue({ ended: 0, notes: [] });
    const user = await card.renderCard();
    await findRows();

    await user.click(button(/^Sign out: Safari/));

    expect(await screen.findByRole('status')).toHaveTextContent(
      'The session on Safari on iPhone had already ended.',
    );
  });

  it('shows why it could not sign out a session, and reloads the list', async () => {
    card.sessionsApi.endOwnSession.mockRejectedValue(
      new BitbucketSessionsError('Your session has ended. Sign in again.'),
    );
    const user = await card.renderCard();
    await findRows();

    await user.click(button(/^Sign out: Safari/));

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Your session has ended. Sign in again.');
    expect(alert).toHaveFocus();
    expect(card.sessionsApi.listOwnSessions).toHaveBeenCalledTimes(2);
  });

  it('reloads the list when an action ends while the list loads', async () => {
    card.sessionsApi.endOwnSession.mockResolvedValue({ ended: 1, notes: [] });
    const user = await card.renderCard();
    await findRows();
    card.sessionsApi.listOwnSessions
      .mockReturnValueOnce(new Promise(() => {}))
      .mockResolvedValueOnce([card.laptop]);

    await user.click(button(/^Sign out: Safari/));
    await user.click(button(/^Sign out: Chrome/));

    await waitFor(async () => expect(await findRows()).toHaveLength(1));
  });

  it("signs out this device with the portal's sign-out, and remains busy until the page is gone", async () => {
    const user = await card.renderCard();
    await findRows();

    await user.click(button(/^Sign out: Firefox on Linux, this device/));

    expect(card.identityApi.signOut).toHaveBeenCalledTimes(1);
    expect(card.sessionsApi.endOwnSession).not.toHaveBeenCalled();
    expect(card.sessionsApi.listOwnSessions).toHaveBeenCalledTimes(1);
    expect(button(/^Sign out: Safari/)).toBeDisabled();
  });

  it('shows that it could not sign out this device', async () => {
    card.identityApi.signOut.mockRejectedValue(new Error('No connection.'));
    const user = await card.renderCard();
    await findRows();

    await user.click(button(/this device/));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'No connection.',
    );
  });
});
