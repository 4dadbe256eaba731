import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answerAttempts,
  authApi,
  closedWindow,
  findButton,
  identityResponse,
  later,
  onSignInSuccess,
  renderPage,
  resetSignIn,
} from './__testUtils__/renderSignInPage';

describe('SignInPage', () => {
  beforeEach(resetSignIn);

  it('signs in a browser with a session without showing the page', async () => {
    authApi.getBackstageIdentity.mockResolvedValue(identityResponse);
    await renderPage();

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    const [identityApi] = onSignInSuccess.mock.calls[0];
    await expect(identityApi.getBackstageIdentity()).resolves.toEqual(
      identityResponse.identity,
    );
    expect(authApi.getBackstageIdentity).not.toHaveBeenCalledWith(
      expect.objectContaining({ instantPopup: true }),
    );
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows the portal, its company and one sign-in method', async () => {
    answerAttempts();
    await renderPage();

    await findButton();
    expect(
      screen.getByRole('heading', { level: 1, name: 'Quayside' }),
    ).toBeVisible();
    expect(
      screen.getByText('The developer portal of Harbour Bikes'),
    ).toBeVisible();
    expect(screen.getAllByRole('button')).toHaveLength(1);
    expect(screen.getByRole('status')).toHaveTextContent(
      'Opens Bitbucket in a new window.',
    );
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(document.title).toBe('Sign in | Quayside');
  });

  it('signs in a user with Bitbucket', async () => {
    answerAttempts(identityResponse);
    await renderPage();

    await userEvent.click(await findButton());

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('shows that it waits for Bitbucket and lets the user open its window again', async () => {
    answerAttempts();
    await renderPage();
    const button = await findButton();
    const first = later<typeof identityResponse>();
    authApi.getBackstageIdentity.mockReturnValueOnce(first.promise);
    authApi.getBackstageIdentity.mockResolvedValueOnce(identityResponse);

    await userEvent.click(button);
    expect(screen.getByRole('status')).toHaveTextContent(
      'Waiting for Bitbucket…',
    );
    expect(button).toBeEnabled();

    await userEvent.click(button);
    first.settle(identityResponse);
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it.each([
    [
      'a rejection by the backend',
      new Error('Kit Marlowe is not in the workspace harbour-bikes.'),
      'Kit Marlowe is not in the workspace harbour-bikes.',
    ],
    [
      'a blocked window',
      Object.assign(new Error('Failed to open auth popup.'), {
        name: 'PopupRejectedError',
      }),
      'Your browser blocked the Bitbucket window. Allow pop-ups for this site and try again.',
    ],
    [
      'a closed window',
      closedWindow(),
      'The Bitbucket window was closed, or your browser disconnected it from this page. If you signed in in the other window, this page continues by itself. Otherwise try again.',
    ],
  ])('explains %s and lets the user try again', async (_, error, sentence) => {
    answerAttempts(error, identityResponse);
    await renderPage();

    await userEvent.click(await findButton());

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You are not signed in');
    expect(alert).toHaveTextContent(sentence);
    expect(alert).toHaveTextContent(
      'If this is not what you expected, ask the Platform team: platform@harbourbikes.example',
    );
    expect(
      screen.getByRole('link', { name: /platform@harbourbikes.example/ }),
    ).toHaveAttribute('href', 'mailto:platform@harbourbikes.example');

    await userEvent.click(await findButton());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('shows an error if the provider is not configured for sign-in', async () => {
    answerAttempts();
    await renderPage();

    await userEvent.click(await findButton());

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'this portal is not configured for sign-in with Bitbucket.',
    );
    expect(onSignInSuccess).not.toHaveBeenCalled();
  });

  it('shows the reason from the redirect flow, removes it from the URL and lets the user try again', async () => {
    answerAttempts(identityResponse);
    const error = encodeURIComponent('The sign-in was cancelled at Bitbucket');
    await renderPage({
      address: `/catalog?error=${error}&filters=owned#list`,
      config: { enableExperimentalRedirectFlow: true },
    });

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The sign-in was cancelled at Bitbucket.',
    );
    expect(screen.getByText('/catalog?filters=owned#list')).toBeInTheDocument();
    expect(
      screen.getByText('Takes you to Bitbucket and back here.'),
    ).toBeVisible();

    await userEvent.click(await findButton());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });
});
