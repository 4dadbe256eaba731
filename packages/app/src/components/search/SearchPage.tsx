import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';
import { Grid, makeStyles, Paper, type Theme } from '@material-ui/core';
import PullRequestIcon from '@material-ui/icons/CallMerge';
import { BitbucketPullRequestSearchResultListItem } from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { CatalogSearchResultListItem } from '@backstage/plugin-catalog';
import {
  catalogApiRef,
  CATALOG_FILTER_EXISTS,
} from '@backstage/plugin-catalog-react';
import { TechDocsSearchResultListItem } from '@backstage/plugin-techdocs';

import { SearchType } from '@backstage/plugin-search';
import {
  SearchBar,
  SearchFilter,
  SearchResult,
  SearchPagination,
  useSearch,
} from '@backstage/plugin-search-react';
import {
  CatalogIcon,
  Content,
  DocsIcon,
  Header,
  Page,
} from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';

const useStyles = makeStyles((theme: Theme) => ({
  bar: {
    backgroundColor: theme.palette.background.paper,
    borderRadius: theme.shape.borderRadius,
  },
  filters: {
    padding: theme.spacing(2),
    marginTop: theme.spacing(2),
  },
  filter: {
    '& + &': {
      marginTop: theme.spacing(2.5),
    },
  },
}));

const PULL_REQUESTS = 'bitbucket-pull-request';

/** The kinds of results. */
const TYPES = [
  { value: 'software-catalog', name: 'Catalog', icon: <CatalogIcon /> },
  { value: 'techdocs', name: 'Documentation', icon: <DocsIcon /> },
  {
    value: PULL_REQUESTS,
    name: 'Pull requests',
    icon: <PullRequestIcon />,
  },
];

/**
 * Returns the kind of results of a link to this page, and the catalog for other addresses. The accordion sets its default
 * value in any case.
 */
function useFirstType(): string {
  const { search } = useLocation();
  const [type = TYPES[0].value] = new URLSearchParams(search)
    .getAll('types[]')
    .filter(each => TYPES.some(({ value }) => value === each));
  return type;
}

/** Returns whether the filters apply to the results. Removes them where they don't: no pull request has a kind. */
function useFilters(): boolean {
  const { filters, setFilters, types } = useSearch();
  const hasFilters = !types.includes(PULL_REQUESTS);
  const isFiltered = Object.keys(filters).length > 0;
  useEffect(() => {
    if (isFiltered && !hasFilters) {
      setFilters({});
    }
  }, [isFiltered, hasFilters, setFilters]);
  return hasFilters;
}

const SearchPage = () => {
  const classes = useStyles();
  const firstType = useFirstType();
  const hasFilters = useFilters();
  const { types } = useSearch();
  const catalogApi = useApi(catalogApiRef);

  const getDocumentedNames = async () => {
    const { items } = await catalogApi.getEntities({
      fields: ['metadata.name'],
      filter: {
        'metadata.annotations.backstage.io/techdocs-ref': CATALOG_FILTER_EXISTS,
      },
    });
    return items.map(entity => entity.metadata.name).sort();
  };

  return (
    <Page themeId="home">
      <Header title="Search" />
      <Content>
        <Grid container direction="row">
          <Grid item xs={12}>
            <SearchBar className={classes.bar} />
          </Grid>
          <Grid item xs={12} md={3}>
            <SearchType.Accordion
              name="Kind of result"
              defaultValue={firstType}
              types={TYPES}
            />
            {hasFilters && (
              <Paper className={classes.filters}>
                {types.includes('techdocs') && (
                  <SearchFilter.Select
                    className={classes.filter}
                    label="Entity"
                    name="name"
                    values={getDocumentedNames}
                  />
                )}
                <SearchFilter.Select
                  className={classes.filter}
                  label="Kind"
                  name="kind"
                  values={[
                    'API',
                    'Component',
                    'Domain',
                    'Group',
                    'Resource',
                    'System',
                    'Template',
                    'User',
                  ]}
                />
                <SearchFilter.Checkbox
                  className={classes.filter}
                  label="Lifecycle"
                  name="lifecycle"
                  values={['experimental', 'production', 'deprecated']}
                />
              </Paper>
            )}
          </Grid>
          <Grid item xs={12} md={9}>
            <SearchPagination />
            <SearchResult>
              <CatalogSearchResultListItem icon={<CatalogIcon />} />
              <TechDocsSearchResultListItem icon={<DocsIcon />} />
              <BitbucketPullRequestSearchResultListItem
                icon={<PullRequestIcon />}
              />
            </SearchResult>
          </Grid>
        </Grid>
      </Content>
    </Page>
  );
};

/** The page at `/search`. @public */
export const searchPage = <SearchPage />;
