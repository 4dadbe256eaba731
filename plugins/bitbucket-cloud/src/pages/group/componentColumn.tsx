import { Typography } from '@material-ui/core';
import {
  type BitbucketRepositoryComponents,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketColumn } from '../shared/BitbucketTable';
import { ComponentLinks } from '../shared/ComponentLinks';

/** The column with the components of a repository, and its name. */
export const componentColumn: BitbucketColumn<BitbucketRepositoryComponents> = {
  title: 'Component',
  minWidth: 120,
  render: ({ components, repository }) => (
    <>
      <ComponentLinks components={components} />
      <Typography variant="body2" color="textSecondary">
        {visibleText(repository)}
      </Typography>
    </>
  ),
  sortBy: ({ components: [first], repository }) =>
    (first?.title ?? repository).toLowerCase(),
};
