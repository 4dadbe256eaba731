import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answerAttempts,
  authApi,
  closedWindow,
  connector,
  findButton,
  identityResponse,
  later,
  listeners,
  onSignInSuccess,
  renderPage,
  resetSignIn,
  setStatus,
} from './__testUtils__/renderSignInPage';

describe('SignInPage, when the session is uncertain', () => {
  beforeEach(resetSignIn);

  it('shows the unchanged reason why the session ended', async () => {
    answerAttempts(identityResponse);
    setStatus({
      state: 'failed',
      message: 'Your session was ended by an administrator. Sign in again.',
    });
    await renderPage();

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You are not signed in');
    expect(alert).toHaveTextContent(
      'Your session was ended by an administrator. Sign in again.',
    );

    await userEvent.click(await findButton());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('shows that the portal is temporarily unavailable, and signs in the user when it is available again', async () => {
    const check = later<typeof identityResponse>();
    authApi.getBackstageIdentity.mockReturnValue(check.promise);
    await renderPage();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();

    act(() => setStatus({ state: 'waiting' }));
    const alert = screen.getByRole('alert');
    expect(alert).toHaveTextContent('The portal is temporarily unavailable');
    expect(alert).toHaveTextContent(
      'This page keeps trying to reach the portal and continues by itself.',
    );

    act(() => setStatus({ state: 'idle' }));
    check.settle(identityResponse);
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('shows the message of the portal, and that the button starts a new sign-in', async () => {
    authApi.getBackstageIdentity.mockReturnValue(new Promise(() => {}));
    await renderPage();
    const message =
      'The portal cannot check your account at Bitbucket at the moment. It retries automatically.';

    act(() => setStatus({ state: 'waiting', message, canSignIn: true }));
    const alert = screen.getByRole('alert');
    expect(alert).toHaveTextContent(
      `The portal is temporarily unavailable${message} You can also sign in again with the button.`,
    );

    const another = 'The portal cannot read its <b>sessions</b> at the moment.';
    act(() => setStatus({ state: 'waiting', message: another }));
    expect(alert).toHaveTextContent(
      `The portal is temporarily unavailable${another}`,
    );
    expect(alert).not.toHaveTextContent('button');
  });

  it('shows the button when the portal is available again and there is no session', async () => {
    const check = later<undefined>();
    authApi.getBackstageIdentity.mockReturnValue(check.promise);
    setStatus({ state: 'waiting' });
    await renderPage();
    expect(screen.getByRole('alert')).toBeVisible();

    act(() => setStatus({ state: 'idle' }));
    check.settle(undefined);

    await findButton();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('sends a request immediately when the user presses the button while the portal is unavailable', async () => {
    authApi.getBackstageIdentity.mockReturnValue(new Promise(() => {}));
    setStatus({ state: 'waiting' });
    await renderPage();

    const button = await findButton();
    await userEvent.click(button);

    expect(connector.retryNow).toHaveBeenCalledTimes(1);
    expect(authApi.getBackstageIdentity).toHaveBeenLastCalledWith({
      instantPopup: true,
    });
    expect(screen.getByRole('alert')).toHaveTextContent(
      'The portal is temporarily unavailable',
    );
    expect(screen.getByRole('status')).not.toHaveTextContent('Waiting');
    expect(button).toBeEnabled();
  });

  it('leaves no retries running', async () => {
    authApi.getBackstageIdentity.mockReturnValue(new Promise(() => {}));
    const { unmount } = await renderPage();
    expect(connector.stopRetrying).not.toHaveBeenCalled();

    unmount();

    expect(connector.stopRetrying).toHaveBeenCalledTimes(1);
    expect(listeners.size).toBe(0);
  });

  describe('after a window that appears closed', () => {
    /** Answers the silent checks in turn, and each attempt with a window that appears closed. */
    async function loseWindow() {
      answerAttempts(closedWindow());
      const rendered = await renderPage();
      await userEvent.click(await findButton());
      await screen.findByRole('alert');
      return rendered;
    }

    const comeBack = async () => {
      await act(async () => {
        fireEvent.focus(window);
      });
    };

    it('signs in a user who signed in from the other window', async () => {
      await loseWindow();
      await comeBack();
      expect(onSignInSuccess).not.toHaveBeenCalled();
      expect(await findButton()).toBeEnabled();

      authApi.getBackstageIdentity.mockResolvedValue(identityResponse);
      await comeBack();

      await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    });

    it('does not replace its message by the reason why there is no session', async () => {
      await loseWindow();
      setStatus({ state: 'failed', message: 'Your session expired.' });

      await comeBack();

      expect(screen.getByRole('alert')).toHaveTextContent(
        'The Bitbucket window was closed',
      );
    });

    it.each(['presses the button again', 'leaves'])(
      'stops the requests when the user %s',
      async action => {
        const { unmount } = await loseWindow();
        authApi.getBackstageIdentity.mockReturnValue(new Promise(() => {}));
        if (action === 'leaves') {
          unmount();
        } else {
          await userEvent.click(await findButton());
        }
        authApi.getBackstageIdentity.mockClear();

        await comeBack();

        expect(authApi.getBackstageIdentity).not.toHaveBeenCalled();
      },
    );
  });
});
