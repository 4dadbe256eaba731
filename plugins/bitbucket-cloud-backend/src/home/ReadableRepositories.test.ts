import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { component } from '../__testUtils__/company';
import { EntityRepositories } from '../entities/EntityRepositories';
import { type WorkspacePages } from '../pages/WorkspacePages';
import { ReadableRepositories } from './ReadableRepositories';

it('reads only what it requires of each component', async () => {
  const large = component('booking-api');
  large.metadata.annotations!['acme.example/text'] = 'a'.repeat(190_000);
  large.metadata.description = 'a'.repeat(10_000);
  const catalog = catalogServiceMock({ entities: [large] });
  const repositories = new ReadableRepositories(
    catalog,
    new EntityRepositories(catalog, [
      { workspace: 'harbour-bikes', pages: {} as WorkspacePages },
    ]),
  );
  const [{ entities }] = await repositories.find([], mockCredentials.user());
  expect(entities).toHaveLength(1);
  expect(JSON.stringify(entities).length).toBeLessThan(1000);
});
