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

describe('SignInPage, when the session is in doubt', () => {
  beforeEach(resetSignIn);

  it('shows why the session ended, word for word', async () => {
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

  it('shows that the portal is temporarily unavailable, and lets the person in when it is back', async () => {
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

  it('shows the sentence of the portal, and that the button starts a new sign-in', async () => {
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

  it('shows the way in when the portal is back and there is no session', async () => {
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

  it('asks an unavailable portal at once when the person presses the button', async () => {
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

  it('leaves no retries behind', async () => {
    authApi.getBackstageIdentity.mockReturnValue(new Promise(() => {}));
    const { unmount } = await renderPage();
    expect(connector.stopRetrying).not.toHaveBeenCalled();

    unmount();

    expect(connector.stopRetrying).toHaveBeenCalledTimes(1);
    expect(listeners.size).toBe(0);
  });

  describe('after a window that looks closed', () => {
    /** Answers the silent checks in turn, and each attempt with a window that looks closed. */
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

    it('lets a person in who signed in in the other window', async () => {
      await loseWindow();
      await comeBack();
      expect(onSignInSuccess).not.toHaveBeenCalled();
      expect(await findButton()).toBeEnabled();

      authApi.getBackstageIdentity.mockResolvedValue(identityResponse);
      await comeBack();

      await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    });

    it('does not replace its words by the reason why there is no session', async () => {
      await loseWindow();
      setStatus({ state: 'failed', message: 'Your session expired.' });

      await comeBack();

      expect(screen.getByRole('alert')).toHaveTextContent(
        'The Bitbucket window was closed',
      );
    });

    it.each(['presses the button again', 'leaves'])(
      'stops asking when the person %s',
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
