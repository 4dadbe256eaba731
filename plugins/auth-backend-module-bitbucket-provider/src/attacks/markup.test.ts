import { type Browser } from '@backstage-bitbucket/test-kit';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal({
    environments: { development: {} },
    entities: undefined,
  });
});
afterAll(() => portal.close());

describe('a name with markup', () => {
  const names = [
    '</script><script>alert(1)</script>',
    `'); alert(1); ('`,
    '"><img src=x onerror=alert(1)>',
    'a\u2028b\u2029</textarea>',
    '%27%29%3balert(1)',
  ];

  /** Returns the page at the end of a sign-in. The name must not execute anything in it. */
  async function endOf(callback: URL, browser: Browser, name: string) {
    const answer = await browser.fetch(
      callback.href.slice(portal.providerUrl.length),
    );
    const page = await answer.text();
    expect(page).not.toContain('alert(1)</script>');
    // A page that does not decode text can contain escapes as text.
    const isDecoding = page.includes('decodeURIComponent');
    expect(page).not.toContain(isDecoding ? name : decodeURIComponent(name));
    expect(page.match(/<script/g)).toHaveLength(1);
    return page;
  }

  it.each(names)(
    'is returned unchanged, and is not executed: %s',
    async name => {
      portal.stub.update('mira_lindqvist', { display_name: name });
      const browser = portal.newBrowser();
      const callback = await browser.consent('Everything in order');
      await endOf(callback, browser, name);
      const { profile } = await browser.refresh();
      expect(profile.displayName).toBe(name);
    },
  );

  it.each(names)('is not executed after a rejection: %s', async name => {
    portal.stub.update('olu-adeyemi', { display_name: name });
    const browser = portal.newBrowser();
    const page = await endOf(
      await browser.consent('olu-adeyemi'),
      browser,
      name,
    );
    expect(page).toContain('NotFoundError');
  });
});
