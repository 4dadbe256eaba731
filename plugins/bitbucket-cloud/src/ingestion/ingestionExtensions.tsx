import { ApiBlueprint, PageBlueprint } from '@backstage/frontend-plugin-api';
import { bitbucketIngestionApiFactory } from './api/bitbucketIngestionApiFactory';

const ingestionApi = ApiBlueprint.make({
  name: 'ingestion',
  params: defineParams => defineParams(bitbucketIngestionApiFactory),
});

const ingestionPage = PageBlueprint.make({
  name: 'ingestion',
  params: {
    path: '/bitbucket-ingestion',
    title: 'Bitbucket ingestion',
    loader: async () => {
      const [{ BitbucketIngestionContent }, { Content }] = await Promise.all([
        import('./components/BitbucketIngestionContent'),
        import('@backstage/core-components'),
      ]);
      return (
        <Content>
          <BitbucketIngestionContent />
        </Content>
      );
    },
  },
});

/** The extensions for the state of the ingestion, for the new front-end system. */
export const ingestionExtensions = [ingestionApi, ingestionPage];
