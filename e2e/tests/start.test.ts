import { expect, test } from '../fixtures';
import { createPortalConfig } from '../fixtures/portalConfig';
import { findFreePort, startPortal } from '../fixtures/startPortal';

/** What is wrong with the provider's configuration, and what the backend says of it. */
const mistakes = [
  {
    what: 'an id without a secret',
    change: { clientSecret: null },
    words:
      /development\.clientSecret is missing\. Set the environment variable AUTH_BITBUCKET_CLIENT_SECRET/,
  },
  {
    what: 'an unknown resolver',
    change: { signIn: { resolvers: [{ resolver: 'byLuck' }] } },
    words: /resolver is 'byLuck', which does not exist\. Use one of: userId/,
  },
  {
    what: 'http to another host',
    change: { baseUrl: 'http://bitbucket.example' },
    words: /development\.baseUrl is 'http:\/\/bitbucket\.example'; http is/,
  },
];

for (const { what, change, words } of mistakes) {
  test(`${what} stops the backend`, async ({ stub }) => {
    const port = await findFreePort();
    const config = createPortalConfig({ port, stub, variant: {} });
    Object.assign(config.auth.providers.bitbucket.development, change);
    const error = await startPortal({ port, config }).then(
      portal => portal.close(),
      reason => reason,
    );
    expect(String(error)).toMatch(words);
    expect(String(error)).toContain('exit code 1');
    expect(String(error)).not.toContain('secret-of-portal');
  });
}
