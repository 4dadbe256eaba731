import { type ComponentType } from 'react';
import { makeStyles, type SvgIconProps } from '@material-ui/core';
import CheckIcon from '@material-ui/icons/CheckCircleOutline';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import PendingIcon from '@material-ui/icons/Schedule';
import RunningIcon from '@material-ui/icons/Sync';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import type { BitbucketIngestionState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontWeight: theme.typography.fontWeightBold as number,
  },
  running: { color: theme.palette.info.main },
  succeeded: { color: theme.palette.success.main },
  warning: { color: theme.palette.warning.main },
  failed: { color: theme.palette.error.main },
  none: { color: theme.palette.text.secondary },
}));

type Tone = 'running' | 'succeeded' | 'warning' | 'failed' | 'none';

const ICONS: Record<Tone, ComponentType<SvgIconProps>> = {
  running: RunningIcon,
  succeeded: CheckIcon,
  warning: WarningIcon,
  failed: ErrorIcon,
  none: PendingIcon,
};

/** Returns the state of a provider in words. */
export function describeState({
  lastRun,
  problemCount,
  runningSince,
}: BitbucketIngestionState): { tone: Tone; text: string } {
  if (runningSince !== undefined) {
    return { tone: 'running', text: 'Running' };
  }
  if (!lastRun) {
    return { tone: 'none', text: 'No run yet' };
  }
  if (lastRun.result === 'failed') {
    return { tone: 'failed', text: 'Last run failed' };
  }
  if (problemCount > 0) {
    const problems =
      problemCount === 1 ? '1 problem' : `${problemCount} problems`;
    return { tone: 'warning', text: `Last run succeeded, with ${problems}` };
  }
  return { tone: 'succeeded', text: 'Last run succeeded' };
}

/** The state of a provider, in words and with an icon. */
export const RunStateLabel = ({
  state,
}: {
  state: BitbucketIngestionState;
}) => {
  const classes = useStyles();
  const { tone, text } = describeState(state);
  const Icon = ICONS[tone];
  return (
    <span className={classes.root}>
      <Icon aria-hidden fontSize="small" className={classes[tone]} />
      {text}
    </span>
  );
};
