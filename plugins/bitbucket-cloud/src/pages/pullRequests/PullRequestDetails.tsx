import { useCallback, useState } from 'react';
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

const Details = ({ entityRef, id }: PullRequestDetailsProps) => {
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

/** A button that shows the checks and conflicts of a pull request, which cost calls for each of them. */
export const PullRequestDetails = (props: PullRequestDetailsProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        aria-expanded={isOpen}
        aria-label={`${
          isOpen ? 'Hide' : 'Show'
        } checks and conflicts of pull request ${props.id}`}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide' : 'Show'}
      </Button>
      {isOpen && <Details {...props} />}
    </>
  );
};

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
