import { makeStyles } from '@material-ui/core';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import ErrorIcon from '@material-ui/icons/Error';
import HelpIcon from '@material-ui/icons/HelpOutline';
import { type BitbucketCheckResult } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const useStyles = makeStyles(theme => ({
  passed: { color: theme.palette.success.main },
  failed: { color: theme.palette.error.main },
  unknown: { color: theme.palette.text.secondary },
}));

const ICONS = {
  passed: CheckCircleIcon,
  failed: ErrorIcon,
  unknown: HelpIcon,
};

/** The icon of a state. A text must be next to it. */
export const CheckIcon = ({ state }: Pick<BitbucketCheckResult, 'state'>) => {
  const classes = useStyles();
  const Icon = ICONS[state];
  return <Icon aria-hidden fontSize="small" className={classes[state]} />;
};
