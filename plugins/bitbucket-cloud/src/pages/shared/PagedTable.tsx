import { type ReactNode, useState } from 'react';
import { Button } from '@material-ui/core';
import {
  type BitbucketColumn,
  type BitbucketSort,
  BitbucketTable,
  sortRows,
} from './BitbucketTable';

/** More rows at once make the page slow. */
const PAGE_LENGTH = 25;

interface PagedTableProps<T> {
  label: string;
  columns: BitbucketColumn<T>[];
  rows: T[];
  keyOf: (row: T) => string | number;
  /** The order at first. */
  initialSort: BitbucketSort;
  renderDetails?: (row: T) => ReactNode;
}

/** A table that the user can sort. It shows more rows on request. */
export function PagedTable<T>({
  columns,
  initialSort,
  keyOf,
  label,
  renderDetails,
  rows,
}: PagedTableProps<T>) {
  const [sort, setSort] = useState(initialSort);
  const [shown, setShown] = useState(PAGE_LENGTH);
  return (
    <>
      <BitbucketTable
        label={label}
        columns={columns}
        rows={sortRows(rows, columns, sort).slice(0, shown)}
        keyOf={keyOf}
        sort={sort}
        onSort={setSort}
        renderDetails={renderDetails}
      />
      {rows.length > shown && (
        <Button onClick={() => setShown(shown + PAGE_LENGTH)}>
          Show {Math.min(PAGE_LENGTH, rows.length - shown)} more of{' '}
          {rows.length}
        </Button>
      )}
    </>
  );
}
