import { useMemo, useState } from 'react';
import { Button, Typography } from '@material-ui/core';
import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketSort,
  BitbucketTable,
  sortRows,
} from '../shared/BitbucketTable';
import { filterPullRequests } from './filterPullRequests';
import { detailsColumn, pullRequestColumns } from './pullRequestColumns';

/** More rows at once make the page slow. */
const PAGE_LENGTH = 25;

interface PullRequestListProps {
  pullRequests: BitbucketPullRequest[];
  hasMore: boolean;
  filter: string;
  /** Shown if there is no pull request. */
  emptyText: string;
  /** The entity of the repository of all of them, if they are open. Its rows can show checks and conflicts. */
  entityRef?: string;
}

/** A table of pull requests, which the user can sort and filter. */
export const PullRequestList = ({
  emptyText,
  entityRef,
  filter,
  hasMore,
  pullRequests,
}: PullRequestListProps) => {
  const [sort, setSort] = useState<BitbucketSort>({
    title: 'Updated',
    direction: 'desc',
  });
  const [shown, setShown] = useState(PAGE_LENGTH);
  const columns = useMemo(
    () =>
      entityRef
        ? [...pullRequestColumns, detailsColumn(entityRef)]
        : pullRequestColumns,
    [entityRef],
  );
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
  return (
    <>
      <BitbucketTable
        label="Pull requests"
        columns={columns}
        rows={sortRows(found, columns, sort).slice(0, shown)}
        keyOf={({ id, repository }) => `${repository} ${id}`}
        sort={sort}
        onSort={setSort}
      />
      {found.length > shown && (
        <Button onClick={() => setShown(shown + PAGE_LENGTH)}>
          Show {Math.min(PAGE_LENGTH, found.length - shown)} more of{' '}
          {found.length}
        </Button>
      )}
      {hasMore && (
        <Typography variant="body2" style={{ padding: 16 }}>
          Bitbucket has more pull requests than the portal shows.
        </Typography>
      )}
    </>
  );
};
