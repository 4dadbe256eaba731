import { render, screen } from '@testing-library/react';
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
    global.fetch = jest.fn().mockResolvedValue({
      ok: false,
      status: 401,
      statusText: 'Unauthorized',
    });
  });

  afterEach(() => {
    process.env = originalEnvironment;
    global.fetch = originalFetch;
  });

  it('asks a person without a session to sign in with Bitbucket, and offers no other way', async () => {
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
});
