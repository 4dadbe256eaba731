import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  bitbucketAuthApiRef,
  configApiRef,
  discoveryApiRef,
} from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { SignInPage } from './SignInPage';

const identityResponse = {
  token: 'a-token',
  identity: {
    type: 'user' as const,
    userEntityRef: 'user:default/mira.lindqvist',
    ownershipEntityRefs: ['user:default/mira.lindqvist'],
  },
};

const support = {
  items: [
    {
      title: 'Platform team',
      links: [
        {
          url: 'mailto:platform@harbourbikes.example',
          title: 'platform@harbourbikes.example',
        },
      ],
    },
  ],
};

const closedWindow = () =>
  Object.assign(new Error('Login failed, popup was closed'), {
    name: 'PopupClosedError',
  });

const authApi = {
  getBackstageIdentity: jest.fn(),
  getProfile: jest.fn(),
  signOut: jest.fn(),
};
const fetchMock = jest.fn();
const onSignInSuccess = jest.fn();

const Address = () => {
  const { pathname, search, hash } = useLocation();
  return <p>{`${pathname}${search}${hash}`}</p>;
};

/** Answers the silent check with `undefined` and what follows with the given outcomes. */
function answerAttempts(...outcomes: (Error | typeof identityResponse)[]) {
  authApi.getBackstageIdentity.mockImplementation(
    async (options: { optional?: boolean }) => {
      if (options.optional) {
        return undefined;
      }
      const outcome = outcomes.shift();
      if (outcome instanceof Error) {
        throw outcome;
      }
      return outcome;
    },
  );
}

async function renderPage(options?: { address?: string; config?: object }) {
  const config = mockApis.config({
    data: {
      app: { title: 'Quayside', support },
      organization: { name: 'Harbour Bikes' },
      ...options?.config,
    },
  });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [bitbucketAuthApiRef, authApi],
        [configApiRef, config],
        [discoveryApiRef, mockApis.discovery()],
      ]}
    >
      <SignInPage onSignInSuccess={onSignInSuccess} />
      <Address />
    </TestApiProvider>,
    { routeEntries: [options?.address ?? '/'] },
  );
}

const findButton = () =>
  screen.findByRole('button', { name: 'Sign in using Bitbucket' });

describe('SignInPage', () => {
  const originalFetch = global.fetch;

  beforeEach(() => {
    jest.resetAllMocks();
    fetchMock.mockResolvedValue({ status: 200 });
    global.fetch = fetchMock;
    authApi.getProfile.mockResolvedValue({ displayName: 'Mira Lindqvist' });
  });

  afterAll(() => {
    global.fetch = originalFetch;
  });

  it('lets a browser with a session through without showing the page', async () => {
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

  it('shows the portal, its company and one way in', async () => {
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

  it('signs a person in with Bitbucket', async () => {
    answerAttempts(identityResponse);
    await renderPage();

    await userEvent.click(await findButton());

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('says that it waits for Bitbucket and lets a person open its window again', async () => {
    answerAttempts();
    await renderPage();
    const button = await findButton();
    let finishFirst: (response: typeof identityResponse) => void = () => {};
    authApi.getBackstageIdentity.mockReturnValueOnce(
      new Promise(resolve => {
        finishFirst = resolve;
      }),
    );
    authApi.getBackstageIdentity.mockResolvedValueOnce(identityResponse);

    await userEvent.click(button);
    expect(screen.getByRole('status')).toHaveTextContent(
      'Waiting for Bitbucket…',
    );
    expect(button).toBeEnabled();

    await userEvent.click(button);
    finishFirst(identityResponse);
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it.each([
    [
      'a refusal by the backend',
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
      'The Bitbucket window was closed before you were signed in. Try again when you are ready.',
    ],
  ])(
    'explains %s and lets the person try again',
    async (_, error, sentence) => {
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
    },
  );

  it('says so when the provider does not let people in', async () => {
    answerAttempts();
    await renderPage();

    await userEvent.click(await findButton());

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'this portal is not set up to let people in by it.',
    );
    expect(onSignInSuccess).not.toHaveBeenCalled();
  });

  it('shows the reason with which the redirect flow came back, takes it out of the address and lets the person try again', async () => {
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

  it('says at once that the backend does not answer, and asks it again before opening a window', async () => {
    answerAttempts(identityResponse);
    fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));
    await renderPage();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      "The portal's backend does not answer. Try again in a moment.",
    );

    await userEvent.click(await findButton());
    await screen.findByRole('alert');
    expect(authApi.getBackstageIdentity).toHaveBeenCalledTimes(1);

    fetchMock.mockResolvedValue({ status: 200 });
    await userEvent.click(await findButton());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('does not keep the page from a person when the backend never answers', async () => {
    authApi.getBackstageIdentity.mockReturnValue(new Promise(() => {}));
    jest.useFakeTimers();
    try {
      await renderPage();
      act(() => jest.advanceTimersByTime(10_000));

      expect(screen.getByRole('alert')).toHaveTextContent(
        "The portal's backend does not answer. Try again in a moment.",
      );
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not blame the person for closing a window in which the backend did not answer', async () => {
    answerAttempts(closedWindow());
    await renderPage();
    const button = await findButton();
    fetchMock.mockResolvedValue({ status: 502 });

    await userEvent.click(button);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      "The portal's backend does not answer. Try again in a moment.",
    );
  });
});
