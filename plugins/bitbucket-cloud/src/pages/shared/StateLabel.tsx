import { makeStyles } from '@material-ui/core';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import EditIcon from '@material-ui/icons/Edit';
import ErrorIcon from '@material-ui/icons/Error';
import PauseCircleFilledIcon from '@material-ui/icons/PauseCircleFilled';
import ScheduleIcon from '@material-ui/icons/Schedule';
import TimelapseIcon from '@material-ui/icons/Timelapse';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    verticalAlign: 'middle',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
    '& svg': { flexShrink: 0 },
  },
  long: {
    alignItems: 'flex-start',
    whiteSpace: 'normal',
    overflowWrap: 'break-word',
    minWidth: 0,
  },
  good: { color: theme.palette.success.main },
  bad: { color: theme.palette.error.main },
  active: { color: theme.palette.info.main },
  neutral: { color: theme.palette.text.secondary },
}));

const looks = {
  good: CheckCircleIcon,
  bad: ErrorIcon,
  active: TimelapseIcon,
  paused: PauseCircleFilledIcon,
  waiting: ScheduleIcon,
  draft: EditIcon,
  neutral: CancelIcon,
};

const LOOK_OF_STATE: Record<string, keyof typeof looks> = {
  approved: 'good',
  merged: 'good',
  successful: 'good',
  open: 'active',
  running: 'active',
  'changes requested': 'bad',
  failed: 'bad',
  paused: 'paused',
  pending: 'waiting',
  waiting: 'waiting',
  draft: 'draft',
};

interface StateLabelProps {
  /** A state of a pull request, a review, a pipeline or a deployment. */
  state: string;
  /** Instead of the state. */
  text?: string;
  /** Whether the text may need several lines. */
  isLong?: boolean;
}

/** Shows a state as an icon with a text, so that no user depends on the color. */
export const StateLabel = ({
  isLong = false,
  state,
  text = state,
}: StateLabelProps) => {
  const classes = useStyles();
  const look = LOOK_OF_STATE[state] ?? 'neutral';
  const Icon = looks[look];
  const color = look in classes ? look : 'neutral';
  return (
    <span className={`${classes.root} ${isLong ? classes.long : ''}`}>
      <Icon
        aria-hidden
        fontSize="small"
        className={classes[color as keyof typeof classes]}
      />
      {text}
    </span>
  );
};
