import { configApiRef } from '@backstage/frontend-plugin-api';
import { isComponentEntity } from '@backstage/catalog-model';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { lacksBitbucketRepository } from './lacksBitbucketRepository';

const missing = EntityCardBlueprint.makeWithOverrides({
  name: 'missing-repository',
  factory: (originalFactory, { apis }) =>
    originalFactory({
      filter: entity =>
        isComponentEntity(entity) &&
        lacksBitbucketRepository(entity, apis.get(configApiRef)!),
      loader: async () => {
        const { MissingRepositoryCard } = await import(
          './MissingRepositoryCard'
        );
        return <MissingRepositoryCard />;
      },
    }),
});

/** The card on the overview of components without a repository, in the new front-end system. */
export const missingExtensions = [missing];
