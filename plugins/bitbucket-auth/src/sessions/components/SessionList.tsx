import { Button, Chip, makeStyles, Typography } from '@material-ui/core';
import type { BitbucketSession } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { formatAge } from './formatAge';
import { SessionAge } from './SessionAge';

/** The backend writes the last use of a session at most once in this time. */
const LAST_USED_PRECISION_MINUTES = 15;

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  session: {
    display: 'flex',
    // On a narrow screen, the button is below the text.
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1.5, 0),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  text: { flex: '1 1 220px', minWidth: 0, overflowWrap: 'anywhere' },
  device: {
    fontWeight: theme.typography.fontWeightBold as number,
    marginRight: theme.spacing(1),
  },
}));

interface SessionListProps {
  /** The label of the list for screen readers. */
  label: string;
  sessions: BitbucketSession[];
  /** The text of each session's button. */
  actionLabel: string;
  /** Without it, the sessions have no buttons. */
  onAction?: (session: BitbucketSession) => void;
  disabled?: boolean;
}

/** Two sessions can have the same device, so the button's name also contains the last use. */
function nameOfAction(actionLabel: string, session: BitbucketSession): string {
  const age = formatAge(session.lastUsedAt, {
    now: Date.now(),
    precisionMinutes: LAST_USED_PRECISION_MINUTES,
  });
  const target = session.isCurrent
    ? `${session.device}, this device`
    : session.device;
  return `${actionLabel}: ${target}, last used ${age ?? 'at an unknown time'}`;
}

/** Sessions with their device, sign-in and last use, and a button for each. */
export const SessionList = (props: SessionListProps) => {
  const { label, sessions, actionLabel, onAction, disabled } = props;
  const classes = useStyles();

  return (
    <ul className={classes.list} aria-label={label}>
      {sessions.map(session => (
        <li key={session.id} className={classes.session}>
          <div className={classes.text}>
            <Typography component="div">
              <span className={classes.device}>{session.device}</span>
              {session.isCurrent && (
                <Chip
                  component="span"
                  size="small"
                  variant="outlined"
                  color="primary"
                  label="This device"
                />
              )}
            </Typography>
            <Typography component="div" variant="body2" color="textSecondary">
              Signed in <SessionAge time={session.signedInAt} />, last used{' '}
              <SessionAge
                time={session.lastUsedAt}
                precisionMinutes={LAST_USED_PRECISION_MINUTES}
              />
            </Typography>
          </div>
          {onAction && (
            <Button
              size="small"
              variant="outlined"
              disabled={disabled}
              aria-label={nameOfAction(actionLabel, session)}
              onClick={() => onAction(session)}
            >
              {actionLabel}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
};
