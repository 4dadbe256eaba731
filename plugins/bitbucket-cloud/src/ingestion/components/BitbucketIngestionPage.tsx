import { Content, Header, Page } from '@backstage/core-components';
import { BitbucketIngestionContent } from './BitbucketIngestionContent';

/** A page for administrators with the state of the ingestion from Bitbucket Cloud. */
export const BitbucketIngestionPage = () => (
  <Page themeId="tool">
    <Header
      title="Bitbucket ingestion"
      subtitle="How repositories, people and groups come into the catalog"
    />
    <Content>
      <BitbucketIngestionContent />
    </Content>
  </Page>
);
