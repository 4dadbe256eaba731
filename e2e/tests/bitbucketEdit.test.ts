import type { BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { expect, test } from '../fixtures';
import { portalSecrets } from '../portal/createPortalConfig';

test.describe.configure({ mode: 'default' });
test.use({ variant: { reachesBitbucketOrg: true } });

const url =
  'https://bitbucket.org/harbour-bikes/price-library/src/main/pier-lamp.yaml';

function pushPierLamp(stub: BitbucketCloudStub, description: string) {
  return stub.push('harbour-bikes', 'price-library', {
    files: {
      'pier-lamp.yaml': `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: pier-lamp
  description: ${description}
spec:
  type: service
  lifecycle: production
  owner: booking
`,
    },
  });
}

test('a user imports an entity from Bitbucket, sees its changes, and unregisters it', async ({
  findEntity,
  openPortalAs,
  page,
  stub,
}) => {
  stub.registerAccessToken({
    token: portalSecrets.integration,
    email: 'mira.lindqvist@harbourbikes.example',
    scopes: ['repository'],
  });
  await pushPierLamp(stub, 'Shows where the pier ends');

  await openPortalAs('Tomas Reyes', '/catalog-import');
  await page.getByRole('textbox', { name: 'URL' }).fill(url);
  await page.getByRole('button', { name: 'Analyze' }).click();
  await page.getByRole('button', { name: 'Import' }).click();
  await expect(
    page.getByText('entities have been added to the catalog'),
  ).toBeVisible();

  const expectDescription = async (description: string) => {
    await expect
      .poll(async () => {
        const found = await findEntity('component/default/pier-lamp');
        return found?.metadata.description;
      })
      .toBe(description);
    await page.goto('/catalog/default/component/pier-lamp');
    await expect(page.getByText(description)).toBeVisible();
  };
  await expectDescription('Shows where the pier ends');

  await pushPierLamp(stub, 'Shows where the water begins');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expectDescription('Shows where the water begins');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Unregister entity' }).click();
  await page.getByRole('button', { name: 'Unregister Location' }).click();
  await expect
    .poll(() => findEntity('component/default/pier-lamp'))
    .toBeUndefined();
});
