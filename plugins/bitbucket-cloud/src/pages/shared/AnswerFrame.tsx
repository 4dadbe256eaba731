import { type ReactNode } from 'react';
import { Button, makeStyles, Typography } from '@material-ui/core';
import { Progress } from '@backstage/core-components';
import { RelativeTime } from '../../ingestion/components/RelativeTime';
import { type AnswerRequest } from './useAnswer';

const useStyles = makeStyles(theme => ({
  notice: {
    padding: theme.spacing(1.5, 2),
    marginBottom: theme.spacing(2),
    borderLeft: `4px solid ${theme.palette.warning.main}`,
    background: theme.palette.background.paper,
    overflowWrap: 'anywhere',
  },
  age: { margin: theme.spacing(1, 0) },
}));

interface AnswerFrameProps<T> {
  request: AnswerRequest<T>;
  /** What is shown, for example `the pull requests`. */
  what: string;
  children: (data: T) => ReactNode;
}

/** Shows an answer with its age, and what is wrong if it is old or missing. */
export function AnswerFrame<T>({
  children,
  request,
  what,
}: AnswerFrameProps<T>) {
  const classes = useStyles();
  const { answer, error, isLoading, reload } = request;
  if (!answer) {
    return isLoading ? (
      <Progress />
    ) : (
      <div role="alert" className={classes.notice}>
        <Typography gutterBottom>
          The portal cannot show {what}. {error?.message}
        </Typography>
        <Button variant="outlined" size="small" onClick={reload}>
          Try again
        </Button>
      </div>
    );
  }
  const problem = answer.problem?.message ?? error?.message;
  return (
    <>
      {problem && (
        <div role="status" className={classes.notice}>
          <Typography variant="body2">
            This is the state from <RelativeTime time={answer.readAt} />.{' '}
            {problem}
          </Typography>
        </div>
      )}
      {children(answer.data)}
      <Typography
        variant="caption"
        color="textSecondary"
        component="p"
        className={classes.age}
      >
        Read from Bitbucket <RelativeTime time={answer.readAt} />
      </Typography>
    </>
  );
}
