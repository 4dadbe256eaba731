import { type ReactNode } from 'react';
import { Typography } from '@material-ui/core';
import { type BitbucketRepositoryAnswers } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { AnswerFrame } from '../shared/AnswerFrame';
import { RenamedNotice } from '../shared/RenamedNotice';
import { RepositoryNotice } from '../shared/RepositoryNotice';
import { type AnswerRequest } from '../shared/useAnswer';
import { useChangeSignal } from '../shared/useChangeSignal';

interface GroupFrameProps<T> {
  request: AnswerRequest<BitbucketRepositoryAnswers<T>>;
  /** For example `the pull requests`. */
  what: string;
  children: (answers: BitbucketRepositoryAnswers<T>['answers']) => ReactNode;
}

const ChangeSignal = (props: { channel?: string; onChange: () => void }) => {
  useChangeSignal(props.channel, props.onChange);
  return null;
};

/** Shows the answers about the repositories of a group, and what is missing. */
export function GroupFrame<T>({ children, request, what }: GroupFrameProps<T>) {
  return (
    <AnswerFrame
      request={request}
      what={what}
      ageText="The oldest part was read from Bitbucket"
    >
      {({ answers, failed, leftOut }) => {
        if (answers.length + failed.length === 0) {
          return (
            <Typography style={{ padding: 16 }}>
              No component of this group that you can read has a repository in a
              Bitbucket workspace of the portal. Owners of a component can add
              the annotation bitbucket.org/repo-slug.
            </Typography>
          );
        }
        const renamed = answers.filter(({ answer }) => answer.renamedTo);
        const old = answers.filter(({ answer }) => answer.problem);
        return (
          <>
            {answers.map(({ answer: { channel }, repository }) => (
              <ChangeSignal
                key={repository}
                channel={channel}
                onChange={request.reload}
              />
            ))}
            <RepositoryNotice
              title={`${countOf(failed.length)} could not be read.`}
              repositories={failed}
              describe={({ problem }) =>
                problem.kind === 'gone'
                  ? `${problem.message} The owners of its components can check the annotation bitbucket.org/repo-slug.`
                  : problem.message
              }
            />
            <RenamedNotice
              repositories={renamed.map(({ answer, ...each }) => ({
                ...each,
                renamedTo: answer.renamedTo!,
              }))}
            />
            <RepositoryNotice
              title={`${countOf(old.length)} could not be read again.`}
              repositories={old}
              describe={({ answer }) => (
                <>
                  {answer.problem?.message} This is the state from{' '}
                  <RelativeTime time={answer.readAt} />.
                </>
              )}
            />
            {answers.length > 0 && children(answers)}
            {leftOut > 0 && (
              <Typography variant="body2" style={{ padding: 16 }}>
                The portal left out {countOf(leftOut)}. The groups below this
                one show them, and the pages of the components.
              </Typography>
            )}
          </>
        );
      }}
    </AnswerFrame>
  );
}

function countOf(count: number): string {
  return count === 1 ? '1 repository' : `${count} repositories`;
}
