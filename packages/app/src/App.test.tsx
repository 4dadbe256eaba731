import { render, screen, waitFor } from '@testing-library/react';
import App from './App';

const config = {
  app: { title: 'Quayside', baseUrl: 'http://localhost' },
  organization: { name: 'Harbour Bikes' },
  backend: { baseUrl: 'http://localhost:7007' },
};

describe('App', () => {
  const originalFetch = global.fetch;
  const originalEnvironment = process.env;

  beforeEach(() => {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        { data: config, context: 'test' },
      ] as unknown as (typeof process.env)[string],
    };
    global.fetch = jest.fn(async () => new Response('', { status: 401 }));
  });

  afterEach(() => {
    process.env = originalEnvironment;
    global.fetch = originalFetch;
  });

  it('asks a user without a session to sign in with Bitbucket, and offers no other method', async () => {
    render(<App />);

    expect(
      await screen.findByRole(
        'button',
        { name: 'Sign in using Bitbucket' },
        { timeout: 10_000 },
      ),
    ).toBeVisible();
    expect(screen.getAllByRole('button')).toHaveLength(1);
    expect(screen.queryByText(/guest/i)).not.toBeInTheDocument();
  }, 30_000);

  it('waits for a portal that is temporarily unavailable, and then shows why the session ended', async () => {
    const message =
      'Your session was ended by an administrator. Sign in again.';
    let isAway = true;
    global.fetch = jest.fn(async () =>
      isAway
        ? new Response('<h1>Bad Gateway</h1>', { status: 502 })
        : new Response(
            JSON.stringify({ error: { name: 'AuthenticationError', message } }),
            { status: 401 },
          ),
    );
    render(<App />);

    const notice = await screen.findByRole('alert', {}, { timeout: 10_000 });
    expect(notice).toHaveTextContent('The portal is temporarily unavailable');

    isAway = false;
    await waitFor(
      () => expect(screen.getByRole('alert')).toHaveTextContent(message),
      { timeout: 10_000 },
    );
    expect(screen.getByRole('alert')).toHaveTextContent(
      'You are not signed in',
    );
  }, 30_000);
});
