import { useState } from 'react';
import { Typography } from '@material-ui/core';
import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketColumn } from '../shared/BitbucketTable';
import { PagedTable } from '../shared/PagedTable';
import { filterPullRequests } from './filterPullRequests';
import { PullRequestDetails } from './PullRequestDetails';
import {
  narrowColumns,
  pullRequestColumns,
  withDetails,
} from './pullRequestColumns';

interface PullRequestListProps<T> {
  pullRequests: T[];
  hasMore: boolean;
  filter: string;
  /** Shown if there is no pull request. */
  emptyText: string;
  /** The entity of the repository of all of them, if they are open. Its rows can show checks and conflicts. */
  entityRef?: string;
  /** Before the other columns. */
  firstColumns?: BitbucketColumn<T>[];
}

/** A table of pull requests, which the user can sort and filter. */
export function PullRequestList<T extends BitbucketPullRequest>({
  emptyText,
  entityRef,
  filter,
  firstColumns = [],
  hasMore,
  pullRequests,
}: PullRequestListProps<T>) {
  const [opened, setOpened] = useState<number>();
  const found = filterPullRequests(pullRequests, filter);
  if (found.length === 0) {
    return (
      <Typography style={{ padding: 16 }}>
        {pullRequests.length === 0
          ? emptyText
          : 'No pull request matches the filter.'}
      </Typography>
    );
  }
  const columnsOf = () => {
    if (entityRef) {
      return withDetails(opened, setOpened);
    }
    return firstColumns.length > 0 ? narrowColumns : pullRequestColumns;
  };
  return (
    <>
      <PagedTable
        label="Pull requests"
        columns={[...firstColumns, ...columnsOf()]}
        rows={found}
        keyOf={({ id, repository }) => `${repository} ${id}`}
        initialSort={{ title: 'Updated', direction: 'desc' }}
        renderDetails={({ id }) =>
          entityRef &&
          opened === id && <PullRequestDetails entityRef={entityRef} id={id} />
        }
      />
      {hasMore && (
        <Typography variant="body2" style={{ padding: 16 }}>
          Bitbucket has more pull requests than the portal shows.
        </Typography>
      )}
    </>
  );
}
