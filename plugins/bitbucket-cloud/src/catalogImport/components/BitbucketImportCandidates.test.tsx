import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ScmIntegrations } from '@backstage/integration';
import { catalogImportApiRef } from '@backstage/plugin-catalog-import';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { BitbucketCatalogImportClient } from '../api/BitbucketCatalogImportClient';
import { BitbucketImportCandidates } from './BitbucketImportCandidates';

async function renderCandidates(response: Response) {
  const onSelect = jest.fn();
  const client = new BitbucketCatalogImportClient({
    discoveryApi: mockApis.discovery(),
    fetchApi: { fetch: async () => response },
    scmIntegrationsApi: ScmIntegrations.fromConfig(mockApis.config()),
    otherHosts: { analyzeUrl: jest.fn(), submitPullRequest: jest.fn() },
  });
  await renderInTestApp(
    <TestApiProvider apis={[[catalogImportApiRef, client]]}>
      <BitbucketImportCandidates onSelect={onSelect} />
      <p>page</p>
    </TestApiProvider>,
  );
  return onSelect;
}

it('lists repositories, and selects one', async () => {
  const items = Array.from({ length: 12 }, (_, index) => ({
    repository: `acme/repo-${index}`,
    url: `https://bitbucket.org/acme/repo-${index}`,
  }));
  const onSelect = await renderCandidates(
    new Response(JSON.stringify({ items })),
  );
  await userEvent.click(
    await screen.findByRole('button', { name: 'Import acme/repo-3' }),
  );
  expect(onSelect).toHaveBeenCalledWith('https://bitbucket.org/acme/repo-3');
  expect(screen.getByText('And 2 more.')).toBeVisible();
});

it.each([404, 500])('is empty if the status is %s', async status => {
  await renderCandidates(new Response(null, { status }));
  expect(await screen.findByText('page')).toBeVisible();
  expect(screen.queryByText(/Your repositories/)).not.toBeInTheDocument();
});
