import { Content, Header, Page } from '@backstage/core-components';
import { ScorecardContent } from './ScorecardContent';

/** The page with the scorecards of all teams. */
export const ScorecardPage = () => (
  <Page themeId="tool">
    <Header
      title="Scorecard"
      subtitle="What Bitbucket shows about the components of each team, checked once a day"
    />
    <Content>
      <ScorecardContent />
    </Content>
  </Page>
);
