import { makeStyles, Typography } from '@material-ui/core';
import { WhomToAsk } from '../WhomToAsk';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(2),
    borderRadius: 8,
    borderLeft: `4px solid ${theme.palette.errorText}`,
    backgroundColor: theme.palette.errorBackground,
    color: theme.palette.text.primary,
    textAlign: 'left',
    overflowWrap: 'anywhere',
    '& a': { color: 'inherit', textDecoration: 'underline' },
  },
  heading: {
    fontSize: '1rem',
    fontWeight: 600,
    marginBottom: theme.spacing(0.5),
    color: theme.palette.errorText,
  },
  reason: { marginBottom: theme.spacing(1) },
}));

interface FailureNoticeProps {
  heading: string;
  /** Why the user is not signed in, or what happens next, in full sentences. */
  reason: string;
}

/** Shows why the user is not signed in, and the contact for questions. */
export const FailureNotice = ({ heading, reason }: FailureNoticeProps) => {
  const classes = useStyles();

  return (
    <div role="alert" className={classes.root}>
      <Typography component="h2" className={classes.heading}>
        {heading}
      </Typography>
      <Typography variant="body2" className={classes.reason}>
        {reason}
      </Typography>
      <Typography variant="body2">
        <WhomToAsk />
      </Typography>
    </div>
  );
};
