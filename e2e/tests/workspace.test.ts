import { join } from 'node:path';
import { expect, expectRefusal, expectSignInPage, test } from '../fixtures';
import { repository } from '../portal/repository';

test.use({
  // The users come only from the workspace.
  variant: async ({ stubs: { current } }, use) =>
    use({
      config: {
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
            bitbucketWorkspace: {
              harbour: {
                workspace: 'harbour-bikes',
                clientId: 'harbour-bikes-integration',
                clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
                baseUrl: current.url,
                apiBaseUrl: current.apiUrl,
                schedule: {
                  frequency: { seconds: 3 },
                  timeout: { minutes: 1 },
                },
              },
            },
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
  expect(portal.log()).toMatch(/Bitbucket workspace harbour: 8 added/);
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
