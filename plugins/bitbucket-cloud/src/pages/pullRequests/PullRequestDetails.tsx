import { useCallback } from 'react';
import { Button, Typography } from '@material-ui/core';
import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import {
  type BitbucketCheck,
  type BitbucketPullRequestDetails,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { StateLabel } from '../shared/StateLabel';
import { useAnswer } from '../shared/useAnswer';
import { UserText } from '../shared/UserText';

interface PullRequestDetailsProps {
  /** The entity of the repository. */
  entityRef: string;
  /** Of the pull request. */
  id: number;
}

interface Item {
  key: string;
  content: JSX.Element;
}

const List = ({ items }: { items: Item[] }) => (
  <ul style={{ margin: 0, paddingLeft: 16 }}>
    {items.map(({ content, key }, index) => (
      <li key={`${key} ${index}`}>{content}</li>
    ))}
  </ul>
);

const Conflicts = ({
  conflicts,
  hasMoreConflicts,
}: Pick<BitbucketPullRequestDetails, 'conflicts' | 'hasMoreConflicts'>) =>
  conflicts.length === 0 ? (
    <Typography variant="body2">No conflicts.</Typography>
  ) : (
    <>
      <StateLabel state="failed" text="Conflicts" />
      <List
        items={conflicts.map(path => ({
          key: path,
          content: <UserText text={path} />,
        }))}
      />
      {hasMoreConflicts && (
        <Typography variant="body2">Bitbucket has more conflicts.</Typography>
      )}
    </>
  );

/** The checks and conflicts of a pull request, which cost calls for each of them. */
export const PullRequestDetails = ({
  entityRef,
  id,
}: PullRequestDetailsProps) => {
  const api = useApi(bitbucketPagesApiRef);
  const request = useAnswer(
    useCallback(
      () => api.getPullRequestDetails(entityRef, id),
      [api, entityRef, id],
    ),
  );
  return (
    <AnswerFrame request={request} what="the checks and conflicts">
      {({ checks, hasMoreChecks, ...conflicts }) => (
        <>
          {checks.length === 0 ? (
            <Typography variant="body2">The commit has no checks.</Typography>
          ) : (
            <List items={checks.map(toItem)} />
          )}
          {hasMoreChecks && (
            <Typography variant="body2">Bitbucket has more checks.</Typography>
          )}
          <Conflicts {...conflicts} />
        </>
      )}
    </AnswerFrame>
  );
};

interface PullRequestDetailsButtonProps {
  /** Of the pull request. */
  id: number;
  isOpen: boolean;
  onToggle: () => void;
}

/** Shows or hides the checks and conflicts of a pull request. */
export const PullRequestDetailsButton = ({
  id,
  isOpen,
  onToggle,
}: PullRequestDetailsButtonProps) => (
  <Button
    size="small"
    style={{ whiteSpace: 'nowrap' }}
    aria-expanded={isOpen}
    aria-label={`${
      isOpen ? 'Hide' : 'Show'
    } checks and conflicts of pull request ${id}`}
    onClick={onToggle}
  >
    {isOpen ? 'Hide checks' : 'Show checks'}
  </Button>
);

function toItem({ name, state, url }: BitbucketCheck): Item {
  const text = <UserText text={name} />;
  return {
    key: name,
    content: (
      <>
        {url ? <Link to={url}>{text}</Link> : text}:{' '}
        <StateLabel state={state} />
      </>
    ),
  };
}
