import { useCallback, useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { type BitbucketListedState, bitbucketPagesApiRef } from '../api';
import {
  describeNoPullRequest,
  PullRequestFilters,
} from '../pullRequests/PullRequestFilters';
import { PullRequestList } from '../pullRequests/PullRequestList';
import { useAnswer } from '../shared/useAnswer';
import { componentColumn } from './componentColumn';
import { GroupFrame } from './GroupFrame';

/** The pull requests of all components of a group. */
export const GroupPullRequestsContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const groupRef = stringifyEntityRef(useEntity().entity);
  const [state, setState] = useState<BitbucketListedState>('open');
  const [text, setText] = useState('');
  const request = useAnswer(
    useCallback(
      () => api.getGroupPullRequests(groupRef, state),
      [api, groupRef, state],
    ),
  );
  return (
    <InfoCard title="Pull requests of the group">
      <PullRequestFilters
        state={state}
        onState={setState}
        text={text}
        onText={setText}
      />
      <GroupFrame request={request} what="the pull requests">
        {answers => (
          <PullRequestList
            pullRequests={answers.flatMap(({ answer, components }) =>
              answer.data.pullRequests.map(each => ({ ...each, components })),
            )}
            hasMore={answers.some(({ answer }) => answer.data.hasMore)}
            filter={text}
            firstColumns={[componentColumn]}
            emptyText={describeNoPullRequest(state)}
          />
        )}
      </GroupFrame>
    </InfoCard>
  );
};
