import { useMemo } from 'react';
import { makeStyles, Typography, useMediaQuery } from '@material-ui/core';
import { type Theme } from '@material-ui/core/styles';
import { Link, Table, type TableColumn } from '@backstage/core-components';
import type {
  BitbucketIngestionProblem,
  BitbucketIngestionState,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';

const PAGE_SIZE = 10;

const useStyles = makeStyles({
  text: { overflowWrap: 'anywhere', whiteSpace: 'pre-line' },
});

type Row = BitbucketIngestionProblem & { id: number };

const Subject = ({ subject, url }: BitbucketIngestionProblem) => {
  const isLink = url !== undefined && /^(https?:\/\/|\/)/.test(url);
  return isLink ? <Link to={url}>{subject}</Link> : <>{subject}</>;
};

function createColumns(isNarrow: boolean, text: string): TableColumn<Row>[] {
  const message: TableColumn<Row> = {
    title: isNarrow ? 'Problem' : 'What happened, and what to do',
    field: 'message',
    render: row => (
      <div className={text}>
        {isNarrow && (
          <Typography variant="subtitle2" component="div">
            <Subject {...row} />
          </Typography>
        )}
        {row.message}
        {isNarrow && row.since && (
          <Typography variant="caption" color="textSecondary" component="div">
            Since <RelativeTime time={row.since} />
          </Typography>
        )}
      </div>
    ),
    customFilterAndSearch: (query, { message: found, subject }) =>
      `${subject} ${found}`.toLowerCase().includes(String(query).toLowerCase()),
  };
  if (isNarrow) {
    return [message];
  }
  return [
    {
      title: 'Where',
      field: 'subject',
      width: '24%',
      render: row => (
        <div className={text}>
          <Subject {...row} />
        </div>
      ),
    },
    message,
    {
      title: 'Since',
      field: 'since',
      width: '16%',
      searchable: false,
      render: ({ since }) => since && <RelativeTime time={since} />,
    },
  ];
}

/** The problems of a provider, which can be searched. */
export const ProblemsTable = ({
  state: { problemCount, problems },
}: {
  state: BitbucketIngestionState;
}) => {
  const classes = useStyles();
  const isNarrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'));
  const rows = useMemo(
    () => problems.map((problem, id) => ({ ...problem, id })),
    [problems],
  );
  const columns = useMemo(
    () => createColumns(isNarrow, classes.text),
    [isNarrow, classes.text],
  );
  if (rows.length === 0) {
    return null;
  }
  const hidden = problemCount - rows.length;
  return (
    <Table
      title={
        <Typography variant={isNarrow ? 'h6' : 'h5'} component="h3">
          {`Problems (${problemCount.toLocaleString('en')})`}
        </Typography>
      }
      subtitle={
        hidden > 0
          ? `The first ${rows.length} of ${problemCount}. The log contains the others.`
          : undefined
      }
      options={{
        emptyRowsWhenPaging: false,
        padding: 'dense',
        pageSize: PAGE_SIZE,
        paging: rows.length > PAGE_SIZE,
        pageSizeOptions: [PAGE_SIZE, 50, 100],
        search: rows.length > 1,
      }}
      columns={columns}
      data={rows}
    />
  );
};
