import { type ReactNode } from 'react';
import { makeStyles, Typography } from '@material-ui/core';
import type {
  BitbucketIngestionRun,
  BitbucketIngestionState,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { BudgetBar } from './BudgetBar';
import { formatDuration } from '../../shared/formatDuration';
import { RelativeTime } from '../../shared/RelativeTime';
import { RunStateLabel } from './RunStateLabel';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(210px, 1fr))',
    gap: theme.spacing(2, 3),
    margin: 0,
  },
  value: { margin: theme.spacing(0.5, 0, 0) },
  counts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  wide: { gridColumn: '1 / -1' },
  zero: { color: theme.palette.text.secondary },
}));

const Detail = (props: {
  label: string;
  isWide?: boolean;
  children: ReactNode;
}) => {
  const classes = useStyles();
  return (
    <div className={props.isWide ? classes.wide : undefined}>
      <Typography component="dt" variant="caption" color="textSecondary">
        {props.label}
      </Typography>
      <Typography component="dd" variant="body2" className={classes.value}>
        {props.children}
      </Typography>
    </div>
  );
};

const NextRun = ({ state }: { state: BitbucketIngestionState }) => {
  if (state.runningSince !== undefined) {
    return <>After the current run</>;
  }
  if (state.nextRunAt !== undefined) {
    return Date.parse(state.nextRunAt) <= Date.now() ? (
      <>Now</>
    ) : (
      <RelativeTime time={state.nextRunAt} />
    );
  }
  return state.isManual ? (
    <>When an operator starts it</>
  ) : (
    <>Unknown: the scheduler has no time for it</>
  );
};

const Counts = ({ run }: { run: BitbucketIngestionRun }) => {
  const classes = useStyles();
  return (
    <ul className={classes.counts}>
      {Object.entries(run.counts).map(([what, count]) => (
        <li key={what} className={count === 0 ? classes.zero : undefined}>
          <strong>{count.toLocaleString('en')}</strong> {what}
        </li>
      ))}
    </ul>
  );
};

/** The runs of a provider and its calls to Bitbucket. */
export const RunDetails = ({ state }: { state: BitbucketIngestionState }) => {
  const classes = useStyles();
  const { budget, lastRun, lastSuccess, runningSince } = state;
  const counted = lastRun?.result === 'failed' ? lastSuccess : lastRun;
  return (
    <dl className={classes.list}>
      <Detail label="State">
        <RunStateLabel state={state} />
        {runningSince !== undefined && (
          <div>
            since <RelativeTime time={runningSince} />
          </div>
        )}
      </Detail>
      <Detail label="Last run">
        {lastRun ? (
          <>
            <RelativeTime time={lastRun.endedAt} />
            <div>
              {formatDuration(
                (Date.parse(lastRun.endedAt) - Date.parse(lastRun.startedAt)) /
                  1000,
              )}
              ,{' '}
              {lastRun.calls === 1
                ? '1 call'
                : `${lastRun.calls.toLocaleString('en')} calls`}
            </div>
          </>
        ) : (
          'None'
        )}
      </Detail>
      <Detail label="Next run">
        <NextRun state={state} />
      </Detail>
      <Detail label="Budget of calls">
        <BudgetBar budget={budget} />
      </Detail>
      {counted && (
        <Detail
          isWide
          label={
            counted === lastRun
              ? 'Counts of the last run'
              : 'Counts of the last run that succeeded'
          }
        >
          <Counts run={counted} />
        </Detail>
      )}
    </dl>
  );
};
