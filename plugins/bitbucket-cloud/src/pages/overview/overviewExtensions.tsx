import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { isBitbucketRepositoryAvailable } from '../shared/isBitbucketRepositoryAvailable';

const overview = EntityCardBlueprint.make({
  name: 'overview',
  params: {
    filter: isBitbucketRepositoryAvailable,
    loader: async () => {
      const { OverviewCard } = await import('./OverviewCard');
      return <OverviewCard />;
    },
  },
});

/** The card on the overview of entities in the new front-end system. */
export const overviewExtensions = [overview];
