import { isComponentEntity } from '@backstage/catalog-model';
import {
  ApiBlueprint,
  configApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { createBitbucketRepositoryFilter } from '../pages/shared/isBitbucketRepositoryAvailable';
import { bitbucketScorecardApiFactory } from './api/bitbucketScorecardApiFactory';

const scorecardApi = ApiBlueprint.make({
  name: 'scorecard',
  params: defineParams => defineParams(bitbucketScorecardApiFactory),
});

const scorecardPage = PageBlueprint.make({
  name: 'scorecard',
  params: {
    path: '/scorecard',
    title: 'Scorecard',
    loader: async () => {
      const [{ ScorecardContent }, { Content }] = await Promise.all([
        import('./components/ScorecardContent'),
        import('@backstage/core-components'),
      ]);
      return (
        <Content>
          <ScorecardContent />
        </Content>
      );
    },
  },
});

const scorecardCard = EntityCardBlueprint.makeWithOverrides({
  name: 'scorecard',
  factory: (originalFactory, { apis }) => {
    const isAvailable = createBitbucketRepositoryFilter(
      apis.get(configApiRef)!,
    );
    return originalFactory({
      // The scorecard checks components only.
      filter: entity => isComponentEntity(entity) && isAvailable(entity),
      loader: async () => {
        const { EntityScorecardCard } = await import(
          './components/EntityScorecardCard'
        );
        return <EntityScorecardCard />;
      },
    });
  },
});

/** The extensions of the scorecard, for the new front-end system. */
export const scorecardExtensions = [scorecardApi, scorecardPage, scorecardCard];
