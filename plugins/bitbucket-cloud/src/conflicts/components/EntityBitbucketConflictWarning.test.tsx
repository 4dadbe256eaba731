import { screen, waitFor } from '@testing-library/react';
import {
  entityRouteRef,
  EntityProvider,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import type { BitbucketEntityConflict } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketConflictsApiRef } from '../api';
import { EntityBitbucketConflictWarning } from './EntityBitbucketConflictWarning';

const fileOf = (repository: string) =>
  `https://bitbucket.org/harbour-bikes/${repository}/src/main/catalog-info.yaml`;
const conflict = {
  entityRef: 'component:default/website',
  keptBy: fileOf('website'),
  refused: fileOf('website-copy'),
  seenAt: '2026-11-30T12:00:00.000Z',
};
const getConflicts = jest.fn<Promise<BitbucketEntityConflict[]>, [string]>();

const page = (name = 'website', kind = 'Component') => (
  <TestApiProvider apis={[[bitbucketConflictsApiRef, { getConflicts }]]}>
    <main>
      <EntityProvider entity={{ apiVersion: '1', kind, metadata: { name } }}>
        <EntityBitbucketConflictWarning />
      </EntityProvider>
    </main>
  </TestApiProvider>
);
const render = (element = page()) =>
  renderInTestApp(element, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });

beforeEach(() => getConflicts.mockReset());

it('shows which file the catalog uses, and which not', async () => {
  getConflicts.mockResolvedValue([conflict]);
  await render();
  expect(await screen.findByRole('status')).toHaveTextContent(
    'The catalog usesharbour-bikes/website: catalog-info.yaml, Opens in a new windowThe catalog does not useharbour-bikes/website-copy: catalog-info.yaml',
  );
  const links = screen.getAllByRole('link');
  expect(links.map(link => link.getAttribute('href'))).toEqual([
    conflict.keptBy,
    conflict.refused,
  ]);
  expect(getConflicts.mock.calls).toEqual([['component:default/website']]);
});

it('names the entity on the page of a location', async () => {
  getConflicts.mockResolvedValue([{ ...conflict, keptBy: 'ldap:directory' }]);
  await render(page('generated-1', 'Location'));
  const status = await screen.findByRole('status');
  expect(status).toHaveTextContent(
    'The catalog does not use some entities of this file',
  );
  expect(status).toHaveTextContent('The catalog usesldap:directory');
  expect(screen.getByRole('link', { name: 'website' })).toHaveAttribute(
    'href',
    '/catalog/default/component/website',
  );
});

it.each([
  ['there is no conflict', () => Promise.resolve([])],
  ['the request fails', () => Promise.reject(new Error('No connection'))],
])('is empty if %s', async (_, respond) => {
  getConflicts.mockImplementation(respond);
  await render();
  await waitFor(() => expect(getConflicts).toHaveBeenCalledTimes(1));
  expect(screen.getByRole('main')).toBeEmptyDOMElement();
});

it('does not show the conflict of one entity on the page of another', async () => {
  getConflicts.mockResolvedValueOnce([conflict]);
  const { rerender } = await render();
  expect(await screen.findByRole('status')).toBeVisible();
  getConflicts.mockReturnValue(new Promise(() => {}));
  rerender(page('shop'));
  expect(screen.queryByRole('status')).toBeNull();
});
