import { makeStyles, Typography } from '@material-ui/core';
import type { BitbucketBudgetState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const useStyles = makeStyles(theme => ({
  track: {
    position: 'relative',
    height: 10,
    margin: theme.spacing(0.75, 0),
    borderRadius: 5,
    overflow: 'hidden',
    backgroundColor: theme.palette.action.disabledBackground,
  },
  used: { height: '100%', backgroundColor: theme.palette.primary.main },
  full: { backgroundColor: theme.palette.error.main },
  mark: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: 2,
    marginLeft: -1,
    backgroundColor: theme.palette.text.primary,
  },
}));

const count = (value: number) => value.toLocaleString('en');

/** The calls to Bitbucket in the last hour, as numbers and as a bar. */
export const BudgetBar = ({ budget }: { budget: BitbucketBudgetState }) => {
  const classes = useStyles();
  const { limit, limitOfRuns, used } = budget;
  const isFull = used >= limitOfRuns;
  const share = (value: number) =>
    `${Math.min(100, limit > 0 ? (100 * value) / limit : 100)}%`;
  const numbers = `${count(used)} of ${count(limit)} calls`;
  return (
    <div>
      <Typography variant="body2">{numbers} in the last hour</Typography>
      <div
        role="meter"
        aria-label="Calls to Bitbucket in the last hour"
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(used, limit)}
        aria-valuetext={numbers}
        className={classes.track}
      >
        <div
          className={`${classes.used} ${isFull ? classes.full : ''}`}
          style={{ width: share(used) }}
        />
        {limitOfRuns < limit && (
          <div className={classes.mark} style={{ left: share(limitOfRuns) }} />
        )}
      </div>
      <Typography variant="caption" color="textSecondary">
        {isFull
          ? `Runs wait, because they can use ${count(limitOfRuns)}.`
          : `Runs can use ${count(limitOfRuns)}, then they wait.`}
      </Typography>
    </div>
  );
};
