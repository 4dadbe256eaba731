import { configApiRef } from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { createBitbucketRepositoryFilter } from '../shared/isBitbucketRepositoryAvailable';

const overview = EntityCardBlueprint.makeWithOverrides({
  name: 'overview',
  factory: (originalFactory, { apis }) =>
    originalFactory({
      filter: createBitbucketRepositoryFilter(apis.get(configApiRef)!),
      loader: async () => {
        const { OverviewCard } = await import('./OverviewCard');
        return <OverviewCard />;
      },
    }),
});

/** The card on the overview of entities in the new front-end system. */
export const overviewExtensions = [overview];
