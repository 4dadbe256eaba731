import { useCallback, useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { type BitbucketListedState, bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { FolderNote } from '../shared/FolderNote';
import { useAnswer } from '../shared/useAnswer';
import {
  describeNoPullRequest,
  PullRequestFilters,
} from './PullRequestFilters';
import { PullRequestList } from './PullRequestList';

/** The pull requests of an entity's repository. */
export const PullRequestsContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const [state, setState] = useState<BitbucketListedState>('open');
  const [text, setText] = useState('');
  const request = useAnswer(
    useCallback(
      () => api.getPullRequests(entityRef, state),
      [api, entityRef, state],
    ),
  );
  return (
    <InfoCard title="Pull requests">
      <FolderNote />
      <PullRequestFilters
        state={state}
        onState={setState}
        text={text}
        onText={setText}
      />
      <AnswerFrame request={request} what="the pull requests">
        {({ hasMore, pullRequests }) => (
          <PullRequestList
            pullRequests={pullRequests}
            hasMore={hasMore}
            filter={text}
            entityRef={state === 'open' ? entityRef : undefined}
            emptyText={describeNoPullRequest(state)}
          />
        )}
      </AnswerFrame>
    </InfoCard>
  );
};
