import { type PropsWithChildren } from 'react';
import { makeStyles, Typography } from '@material-ui/core';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import InfoIcon from '@material-ui/icons/InfoOutlined';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1.5, 2),
    marginBottom: theme.spacing(2),
    borderRadius: 4,
    borderLeft: '4px solid',
    color: theme.palette.text.primary,
    overflowWrap: 'anywhere',
  },
  text: { minWidth: 0, '& > * + *': { marginTop: theme.spacing(1) } },
  // A custom theme may lack Backstage's own colors, which are not part of Material UI's palette.
  error: {
    borderColor: theme.palette.errorText ?? theme.palette.error.main,
    backgroundColor:
      theme.palette.errorBackground ?? theme.palette.background.default,
  },
  info: {
    borderColor: theme.palette.info.main,
    backgroundColor: theme.palette.background.default,
  },
}));

type NoticeProps = PropsWithChildren<{
  severity: 'error' | 'info';
  title: string;
}>;

/** A message with a title, an icon and further text. */
export const Notice = ({ severity, title, children }: NoticeProps) => {
  const classes = useStyles();
  const Icon = severity === 'error' ? ErrorIcon : InfoIcon;
  return (
    <div
      role={severity === 'error' ? 'alert' : 'status'}
      className={`${classes.root} ${classes[severity]}`}
    >
      <Icon aria-hidden fontSize="small" />
      <div className={classes.text}>
        <Typography variant="body2">
          <strong>{title}</strong>
        </Typography>
        {children}
      </div>
    </div>
  );
};
