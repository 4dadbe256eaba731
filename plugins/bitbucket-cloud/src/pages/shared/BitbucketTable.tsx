import { Fragment, type ReactNode } from 'react';
import {
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  TableSortLabel,
} from '@material-ui/core';

const useStyles = makeStyles(theme => ({
  cell: { overflowWrap: 'anywhere', verticalAlign: 'top' },
  container: {
    // Backstage leaves more space than eight columns have on a laptop.
    '& th, & td': { padding: theme.spacing(1) },
    // On a phone, each row is a block.
    [theme.breakpoints.down('xs')]: {
      '& thead': { display: 'none' },
      '& tr, & td': { display: 'block' },
      '& td': { borderBottom: 'none', padding: theme.spacing(0.5, 2) },
      // For example the duration of a pipeline that runs.
      '& td:empty': { display: 'none' },
      // The header row is hidden. The first column needs no title.
      '& td:not(:first-child)::before': {
        color: theme.palette.text.secondary,
        content: "attr(data-title) ': '",
      },
      '& tr': { borderBottom: `1px solid ${theme.palette.divider}` },
    },
  },
}));

/** A column of a table. */
export interface BitbucketColumn<T> {
  title: string;
  render: (row: T) => ReactNode;
  /** Makes the column sortable. */
  sortBy?: (row: T) => number | string;
  /** In pixels, so that words of a long text are not broken beside columns that do not wrap. */
  minWidth?: number;
}

/** By which column a table is sorted. */
export interface BitbucketSort {
  title: string;
  direction: 'asc' | 'desc';
}

interface BitbucketTableProps<T> {
  label: string;
  columns: BitbucketColumn<T>[];
  rows: T[];
  keyOf: (row: T) => string | number;
  sort?: BitbucketSort;
  onSort?: (sort: BitbucketSort) => void;
  /** Content below a row, as wide as the table; nothing for a row that is closed. */
  renderDetails?: (row: T) => ReactNode;
}

/** A table that becomes a list of blocks on a phone. */
export function BitbucketTable<T>(props: BitbucketTableProps<T>) {
  const { columns, keyOf, label, onSort, renderDetails, rows, sort } = props;
  const classes = useStyles();
  return (
    <TableContainer className={classes.container}>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(({ sortBy, title }) => {
              const direction = sort?.title === title ? sort.direction : false;
              return (
                <TableCell key={title} sortDirection={direction}>
                  {sortBy && onSort ? (
                    <TableSortLabel
                      active={Boolean(direction)}
                      direction={direction || 'asc'}
                      onClick={() =>
                        onSort({
                          title,
                          direction: direction === 'asc' ? 'desc' : 'asc',
                        })
                      }
                    >
                      {title}
                    </TableSortLabel>
                  ) : (
                    title
                  )}
                </TableCell>
              );
            })}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => {
            const details = renderDetails?.(row);
            return (
              <Fragment key={keyOf(row)}>
                <TableRow>
                  {columns.map(({ minWidth, render, title }) => (
                    <TableCell
                      key={title}
                      className={classes.cell}
                      data-title={title}
                      style={{ minWidth }}
                    >
                      {render(row)}
                    </TableCell>
                  ))}
                </TableRow>
                {details && (
                  <TableRow>
                    <TableCell
                      className={classes.cell}
                      colSpan={columns.length}
                    >
                      {details}
                    </TableCell>
                  </TableRow>
                )}
              </Fragment>
            );
          })}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** Returns the rows in the order of a column. */
export function sortRows<T>(
  rows: readonly T[],
  columns: BitbucketColumn<T>[],
  { direction, title }: BitbucketSort,
): T[] {
  const sortBy = columns.find(column => column.title === title)?.sortBy;
  if (!sortBy) {
    return [...rows];
  }
  const sign = direction === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [sortBy(a), sortBy(b)];
    return x === y ? 0 : (x < y ? -1 : 1) * sign;
  });
}
