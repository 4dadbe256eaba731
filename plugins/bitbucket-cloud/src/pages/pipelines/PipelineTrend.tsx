import { makeStyles, Typography } from '@material-ui/core';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { formatDuration } from '../../shared/formatDuration';
import { summarizePipelines } from './summarizePipelines';

const HEIGHT = 48;
const BAR = 8;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(2),
  },
  plot: { maxWidth: '100%' },
  successful: { fill: theme.palette.success.main },
  // Hollow, so that no user depends on the color.
  failed: {
    fill: 'none',
    stroke: theme.palette.error.main,
    strokeWidth: 2,
  },
}));

/** The durations and results of the latest pipelines, the oldest first, as bars. */
export const PipelineTrend = ({
  pipelines,
}: {
  pipelines: BitbucketPipeline[];
}) => {
  const classes = useStyles();
  const summary = summarizePipelines(pipelines);
  if (!summary) {
    return null;
  }
  const { ended, medianSeconds, successRate } = summary;
  const longest = Math.max(
    ...ended.map(({ durationSeconds }) => durationSeconds),
    1,
  );
  const text = `${Math.round(successRate * 100)} % of the last ${
    ended.length
  } pipelines succeeded; median duration ${formatDuration(medianSeconds)}`;
  return (
    <div className={classes.root}>
      <svg
        role="img"
        aria-label={text}
        className={classes.plot}
        width={ended.length * BAR}
        height={HEIGHT}
        viewBox={`0 0 ${ended.length * BAR} ${HEIGHT}`}
      >
        {ended.map(({ durationSeconds, number, state }, index) => {
          const height = Math.max(
            4,
            (durationSeconds / longest) * (HEIGHT - 2),
          );
          return (
            <rect
              key={number}
              className={classes[state]}
              x={index * BAR + 1}
              y={HEIGHT - height - 1}
              width={BAR - 3}
              height={height}
            >
              <title>{`#${number}: ${state} after ${formatDuration(
                durationSeconds,
              )}`}</title>
            </rect>
          );
        })}
      </svg>
      <Typography variant="body2">{text}</Typography>
    </div>
  );
};
