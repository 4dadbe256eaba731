import { type ReactNode } from 'react';
import { Button, Typography } from '@material-ui/core';
import { Progress } from '@backstage/core-components';
import {
  type BitbucketProblem,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { Notice } from '../../shared/Notice';
import { type BitbucketPagesError } from '../api';
import { type AnswerRequest } from './useAnswer';

/** What a user can do about a problem, and when the portal asks again. */
const Advice = ({ problem }: { problem?: BitbucketProblem }) => (
  <>
    {problem?.kind === 'gone' && (
      <Typography variant="body2">
        Check the annotation bitbucket.org/repo-slug of this entity. If the
        repository is private, or was moved to another workspace, an
        administrator of the portal can give the portal access to it.
      </Typography>
    )}
    {problem?.retryAt && Date.parse(problem.retryAt) > Date.now() && (
      <Typography variant="body2">
        The portal asks Bitbucket again <RelativeTime time={problem.retryAt} />.
      </Typography>
    )}
  </>
);

const problemOf = (error: Error | undefined) =>
  (error as Partial<BitbucketPagesError> | undefined)?.problem;

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
        <Advice problem={problemOf(error)} />
        <Button variant="outlined" size="small" onClick={reload}>
          Try again
        </Button>
      </Notice>
    );
  }
  const problem = answer.problem?.message ?? error?.message;
  return (
    <>
      {answer.renamedTo && (
        <Notice
          severity="info"
          title={`The repository has a new name: ${visibleText(
            answer.renamedTo,
          )}`}
        >
          <Typography variant="body2">
            Its owners can correct the annotation bitbucket.org/repo-slug of
            this entity.
          </Typography>
        </Notice>
      )}
      {problem && (
        <Notice severity="info" title={problem}>
          <Typography variant="body2">
            This is the state from <RelativeTime time={answer.readAt} />.
          </Typography>
          <Advice problem={answer.problem ?? problemOf(error)} />
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
