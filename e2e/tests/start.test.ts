import { expect } from '@playwright/test';
import { test } from '../fixtures/stub';
import {
  createPortalConfig,
  portalSecrets,
} from '../portal/createPortalConfig';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { startPortal } from '../portal/startPortal';

/** Problems of the provider's configuration, and the messages of the backend. */
const mistakes = [
  {
    what: 'an id without a secret',
    change: { clientSecret: null },
    words:
      /byUserId\.clientSecret is missing\. Set the environment variable AUTH_BITBUCKET_CLIENT_SECRET/,
  },
  {
    what: 'an unknown resolver',
    change: { signIn: { resolvers: [{ resolver: 'byLuck' }] } },
    words: /resolver is 'byLuck', which does not exist\. Use one of: userId/,
  },
  {
    what: 'http to another host',
    change: { baseUrl: 'http://bitbucket.example' },
    words: /byUserId\.baseUrl is 'http:\/\/bitbucket\.example'\. http is/,
  },
];

for (const { what, change, words } of mistakes) {
  test(`${what} stops the backend`, async ({ stubs }) => {
    const port = await findFreePort();
    const mistake = {
      auth: { providers: { bitbucket: { byUserId: change } } },
    };
    const error = await startPortal({
      port,
      configs: [createPortalConfig({ port, stubs, variant: {} }), mistake],
    }).then(
      portal => portal.close(),
      reason => reason,
    );
    expect(String(error)).toMatch(words);
    expect(String(error)).toContain('exit code 1');
    expect(String(error)).not.toContain(portalSecrets.client);
  });
}
