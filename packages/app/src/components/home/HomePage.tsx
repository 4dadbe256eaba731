import { Grid, makeStyles } from '@material-ui/core';
import {
  HomeBitbucketPipelinesCard,
  HomeBitbucketPullRequestsCard,
  HomeBitbucketReviewsCard,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { Content, Header, Page } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { HomePageStarredEntities } from '@backstage/plugin-home';
import { HomePageSearchBar } from '@backstage/plugin-search';
import { SearchContextProvider } from '@backstage/plugin-search-react';
import { useUserProfile } from '@backstage/plugin-user-settings';
import { OwnedEntitiesCard } from './OwnedEntitiesCard';
import { RecentlyVisitedCard } from './RecentlyVisitedCard';
import { StartHereCard } from './StartHereCard';
import { homeTools } from '../../branding';

const useStyles = makeStyles(theme => ({
  searchBar: {
    fontSize: '1.125rem',
    backgroundColor: theme.palette.background.paper,
  },
  searchBarOutline: {
    border: `1px solid ${theme.palette.border}`,
    borderRadius: 10,
  },
}));

const HomePage = () => {
  const classes = useStyles();
  const { displayName } = useUserProfile();
  const company = useApi(configApiRef).getOptionalString('organization.name');

  return (
    <Page themeId="home">
      <Header
        pageTitleOverride="Home"
        title={displayName ? `Welcome, ${displayName}` : 'Welcome'}
        subtitle={company && `The developer portal of ${company}`}
      />
      <Content>
        <Grid container spacing={3}>
          <Grid item xs={12}>
            <SearchContextProvider>
              <HomePageSearchBar
                InputProps={{
                  classes: {
                    root: classes.searchBar,
                    notchedOutline: classes.searchBarOutline,
                  },
                }}
                placeholder="Search services, APIs and documentation"
              />
            </SearchContextProvider>
          </Grid>
          <Grid item xs={12} md={4}>
            <HomeBitbucketReviewsCard />
          </Grid>
          <Grid item xs={12} md={4}>
            <HomeBitbucketPullRequestsCard />
          </Grid>
          <Grid item xs={12} md={4}>
            <HomeBitbucketPipelinesCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <OwnedEntitiesCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <Grid container spacing={3}>
              <Grid item xs={12}>
                <StartHereCard tools={homeTools} />
              </Grid>
              <Grid item xs={12}>
                <HomePageStarredEntities title="Starred" />
              </Grid>
              <Grid item xs={12}>
                <RecentlyVisitedCard />
              </Grid>
            </Grid>
          </Grid>
        </Grid>
      </Content>
    </Page>
  );
};

/** The page at `/`. @public */
export const homePage = <HomePage />;
