import { type ReactNode } from 'react';
import { ListItemIcon, ListItemText, Typography } from '@material-ui/core';
import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  type ResultHighlight,
  type SearchDocument,
} from '@backstage/plugin-search-common';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import {
  type BitbucketPullRequestDocument,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { UserText } from '../pages/shared/UserText';
import { RelativeTime } from '../shared/RelativeTime';

/**
 * Properties of an open pull request in a list of search results.
 *
 * @public
 */
export interface BitbucketPullRequestSearchResultProps {
  /** Is set by the list. */
  result?: SearchDocument;
  /** Is set by the list. */
  highlight?: ResultHighlight;
  /** An icon at the start. */
  icon?: ReactNode;
}

/** An open pull request in a list of search results. */
export const PullRequestResult = ({
  highlight,
  icon,
  result,
}: BitbucketPullRequestSearchResultProps) => {
  if (!result) {
    return null;
  }
  const {
    author,
    entityRef,
    location,
    number,
    repository,
    status,
    title,
    updatedAt,
  } = result as BitbucketPullRequestDocument;
  return (
    <>
      {icon && <ListItemIcon>{icon}</ListItemIcon>}
      <ListItemText
        primaryTypographyProps={{ variant: 'h6', component: 'h3' }}
        primary={
          <Link noTrack to={location}>
            <bdi>
              {highlight?.fields.title ? (
                <HighlightedSearchResultText
                  text={visibleText(highlight.fields.title)}
                  preTag={highlight.preTag}
                  postTag={highlight.postTag}
                />
              ) : (
                visibleText(title)
              )}
            </bdi>
          </Link>
        }
        secondaryTypographyProps={{ component: 'div' }}
        secondary={
          <Typography variant="body2" color="textSecondary" component="div">
            {status === 'draft' ? 'Draft' : 'Pull request'} #{number} in{' '}
            {repository} by <UserText text={author} />, updated{' '}
            <RelativeTime time={updatedAt} />. Component:{' '}
            <EntityRefLink entityRef={entityRef} />
          </Typography>
        }
      />
    </>
  );
};
