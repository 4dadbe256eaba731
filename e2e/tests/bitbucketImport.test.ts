import { expect, test } from '../fixtures';
import { portalSecrets } from '../portal/createPortalConfig';

test.use({
  variant: {
    reachesBitbucketOrg: true,
    config: {
      catalog: {
        providers: {
          bitbucketRepositories: {
            main: {
              workspace: 'harbour-bikes',
              // Only the stub accepts this consumer.
              clientId: 'harbour-bikes-integration',
              clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
              filters: { include: { repositories: ['booking-contracts'] } },
            },
          },
        },
      },
    },
  },
});

test('a user imports a repository without a catalog file, with the owner from CODEOWNERS', async ({
  allowConsoleErrors,
  openPortalAs,
  page,
  stub,
}) => {
  // Browsers log each response with an error.
  allowConsoleErrors(/status of 404.*bitbucket\/import/);
  stub.registerAccessToken({
    token: portalSecrets.integration,
    email: 'mira.lindqvist@harbourbikes.example',
    scopes: ['repository:write', 'pullrequest:write'],
  });
  await openPortalAs('Tomas Reyes', '/catalog-import');
  const address = page.getByRole('textbox', { name: 'URL' });
  const analyze = page.getByRole('button', { name: 'Analyze' });

  await address.fill('https://bitbucket.org/harbour-bikes/another');
  await analyze.click();
  await expect(
    page.getByText('does not read the repository harbour-bikes/another'),
  ).toBeVisible();

  await address.fill('https://bitbucket.org/harbour-bikes/booking-contracts/');
  await analyze.click();
  await expect(page.getByRole('textbox', { name: 'Owner' })).toHaveValue(
    /booking/i,
  );
  await expect(
    page.getByText('the only one of the owners in .bitbucket/CODEOWNERS'),
  ).toBeVisible();
  await page.getByRole('textbox', { name: 'Type' }).fill('library');
  await page.getByRole('button', { name: 'Create PR' }).click();
  const link = page.getByRole('link', { name: /pull-requests\/\d+/ });
  await expect(link).toHaveAttribute(
    'href',
    /\/harbour-bikes\/booking-contracts\/pull-requests\/\d+$/,
  );
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(
    page.getByText('imported as soon as the Pull Request is merged'),
  ).toBeVisible();

  await page.goto('/catalog-import');
  await address.fill('https://bitbucket.org/harbour-bikes/booking-contracts');
  await analyze.click();
  await expect(page.getByText('is already open')).toBeVisible();
});
