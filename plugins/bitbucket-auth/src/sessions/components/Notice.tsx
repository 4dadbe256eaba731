import { forwardRef, type PropsWithChildren } from 'react';
import { makeStyles, Typography } from '@material-ui/core';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(1.5, 2),
    marginBottom: theme.spacing(2),
    borderRadius: 4,
    borderLeft: '4px solid',
    color: theme.palette.text.primary,
    overflowWrap: 'anywhere',
    '& > * + *': { marginTop: theme.spacing(1) },
  },
  // A custom theme may lack Backstage's own colors, which are not part of Material UI's palette.
  error: {
    borderColor: theme.palette.errorText ?? theme.palette.error.main,
    backgroundColor:
      theme.palette.errorBackground ?? theme.palette.background.default,
  },
  done: {
    borderColor: theme.palette.success.main,
    backgroundColor: theme.palette.background.default,
  },
}));

type NoticeProps = PropsWithChildren<{
  severity: 'done' | 'error';
  text: string;
  /** Further paragraphs. */
  notes?: string[];
}>;

/** Shows the result of an action. It can take the focus, see `useSessionAction`. */
export const Notice = forwardRef<HTMLDivElement, NoticeProps>(
  ({ severity, text, notes = [], children }, ref) => {
    const classes = useStyles();
    return (
      <div
        ref={ref}
        role={severity === 'error' ? 'alert' : 'status'}
        tabIndex={-1}
        className={`${classes.root} ${classes[severity]}`}
      >
        <Typography variant="body2">{text}</Typography>
        {notes.map(note => (
          <Typography key={note} variant="body2">
            {note}
          </Typography>
        ))}
        {children}
      </div>
    );
  },
);
