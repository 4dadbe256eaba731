import { join } from 'node:path';
import { expect, expectRefusal, expectSignInPage, test } from '../fixtures';
import { findSelected, parseMetrics } from '../portal/promql';
import { repository } from '../portal/repository';
import { Browser } from '@backstage-bitbucket/test-kit';
import { createHmac } from 'node:crypto';

const secret = 'w-Kd83nZq0Vx6Tb1Lm4Rj9Cs2Yf7Hg5Pe';

const provider = ({ apiUrl, url }: { apiUrl: string; url: string }) => ({
  workspace: 'harbour-bikes',
  clientId: 'harbour-bikes-integration',
  clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
  baseUrl: url,
  apiBaseUrl: apiUrl,
  schedule: { frequency: { seconds: 3 }, timeout: { minutes: 1 } },
});

// The tests share one portal.
test.describe.configure({ mode: 'default' });

test.use({
  // The users come only from the workspace.
  variant: async ({ stubs: { current } }, use) =>
    use({
      database: 'postgresql',
      hasTelemetry: true,
      config: {
        events: { modules: { bitbucketCloud: { webhookSecrets: [secret] } } },
        catalog: {
          locations: [
            {
              type: 'file',
              target: join(
                repository,
                'e2e/portal/catalog/without-members.yaml',
              ),
              rules: [{ allow: ['User', 'Component'] }],
            },
          ],
          providers: {
            bitbucketWorkspace: { main: provider(current) },
            bitbucketRepositories: { main: provider(current) },
          },
        },
      },
    }),
});

test('a member who is in no file signs in, and is signed out after leaving the workspace', async ({
  findEntity,
  openPortal,
  page,
  portal,
  settings,
  signInAs,
  stub,
  tryToSignInAs,
}) => {
  const findAiko = () => findEntity('user/default/aiko-a1f0c3d2');

  await expect.poll(findAiko).toBeDefined();
  expect(portal.log()).toMatch(/Bitbucket workspace main: 8 added/);
  await openPortal();
  await signInAs('Aiko Tanaka');
  await settings.open();
  await settings.expectUser('aiko-a1f0c3d2');

  stub.update('aiko-t', { workspaces: {} });
  await expect.poll(findAiko).toBeUndefined();
  // The refresh of the session
  await page.reload();
  await expectSignInPage(page);
  await tryToSignInAs('Aiko Tanaka');
  await expectRefusal(
    page,
    'the catalog of this portal has no user for that account',
  );
});

test('the portal exports each metric of the rules and dashboards, and few series', async ({
  portal: { url },
  telemetry,
}) => {
  const env = 'checkedAtEveryRefresh';
  const countCallbacks = () =>
    telemetry.traces().split('/api/auth/bitbucket/handler/frame').length;
  const callbacksBefore = countCallbacks();
  const browser = new Browser(`${url}/api/auth/bitbucket`);
  const session = await browser.signIn('Mira Lindqvist', env);
  const { token } = session.response.backstageIdentity;
  await browser.refresh(env);
  const ask = (path: string) =>
    fetch(`${url}/api/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  const found = await ask(
    'catalog/entities?limit=1&filter=kind=component,metadata.annotations.bitbucket.org/repo-slug',
  );
  const [{ metadata }] = await found.json();
  const { status } = await ask(
    `bitbucket-cloud/entities/component/default/${metadata.name}/pull-requests?status=open`,
  );
  expect(status).toBe(200);
  const body = JSON.stringify({ repository: { full_name: 'harbour-bikes/x' } });
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  await fetch(`${url}/api/events/http/bitbucketCloud`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-event-key': 'repo:push',
      'x-request-uuid': '0d3f7f6e-6b0d-4a36-9f5b-0b8f1de2a7c1',
      'x-hub-signature': `sha256=${digest}`,
    },
  });
  const secrets = browser.secrets();
  await browser.logout(env);

  const selected = findSelected();
  expect(selected.length).toBeGreaterThan(50);
  const findMissing = async () => {
    const series = parseMetrics(await telemetry.metrics());
    return selected
      .filter(
        ({ labels, metric }) =>
          !series.some(
            each =>
              metric.test(each.name) &&
              labels.every(label => label in each.labels),
          ),
      )
      .map(({ labels, place }) => `${place} ${labels}`);
  };
  await expect.poll(findMissing).toEqual([]);

  const series = parseMetrics(await telemetry.metrics());
  const own = series.filter(({ name }) => /^(bitbucket|portal)_/.test(name));
  expect(own.length).toBeLessThanOrEqual(200);
  expect(series.length).toBeLessThanOrEqual(400);
  const values = series.flatMap(({ labels }) => Object.values(labels));
  expect(values.join(' ')).not.toMatch(/mira|booking|@|\{/i);

  await expect.poll(countCallbacks).toBeGreaterThan(callbacksBefore);
  const traces = telemetry.traces();
  expect(traces).toContain('pg.query');
  [...secrets, token].forEach(each => expect(traces).not.toContain(each));
});
