import { type ReactNode } from 'react';
import { Button, Typography } from '@material-ui/core';
import { Progress } from '@backstage/core-components';
import { RelativeTime } from '../../shared/RelativeTime';
import { Notice } from '../../shared/Notice';
import { type AnswerRequest } from './useAnswer';

interface AnswerFrameProps<T> {
  request: AnswerRequest<T>;
  /** What is shown, for example `the pull requests`. */
  what: string;
  /** Before the age of the answer. */
  ageText?: string;
  children: (data: T) => ReactNode;
}

/** Shows an answer with its age, and what is wrong if it is old or missing. */
export function AnswerFrame<T>({
  ageText = 'Read from Bitbucket',
  children,
  request,
  what,
}: AnswerFrameProps<T>) {
  const { answer, error, isLoading, reload } = request;
  if (!answer) {
    return isLoading ? (
      <Progress />
    ) : (
      <Notice severity="error" title={`The portal cannot show ${what}.`}>
        <Typography variant="body2">{error?.message}</Typography>
        <Button variant="outlined" size="small" onClick={reload}>
          Try again
        </Button>
      </Notice>
    );
  }
  const problem = answer.problem?.message ?? error?.message;
  return (
    <>
      {problem && (
        <Notice severity="info" title={problem}>
          <Typography variant="body2">
            This is the state from <RelativeTime time={answer.readAt} />.
          </Typography>
        </Notice>
      )}
      {children(answer.data)}
      <Typography
        variant="caption"
        color="textSecondary"
        component="p"
        style={{ margin: '8px 0' }}
      >
        {ageText} <RelativeTime time={answer.readAt} />
      </Typography>
    </>
  );
}
