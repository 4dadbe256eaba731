import { useCallback, useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { type BitbucketListedState, bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { FolderNote } from '../shared/FolderNote';
import { folderOf } from '../shared/folderOf';
import { useAnswer } from '../shared/useAnswer';
import { FolderFilter } from './FolderFilter';
import {
  describeNoPullRequest,
  PullRequestFilters,
} from './PullRequestFilters';
import { PullRequestList } from './PullRequestList';

/** The pull requests of an entity's repository. */
export const PullRequestsContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const [isOnlyFolder, setIsOnlyFolder] = useState(false);
  const [inFolder, setInFolder] = useState<readonly number[]>();
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
      {state === 'open' && folderOf(entity) !== undefined && (
        <FolderFilter
          entityRef={entityRef}
          isOn={isOnlyFolder}
          onChange={setIsOnlyFolder}
          onFound={setInFolder}
        />
      )}
      <AnswerFrame request={request} what="the pull requests">
        {({ hasMore, pullRequests }) => (
          <PullRequestList
            pullRequests={pullRequests.filter(
              ({ id }) => !inFolder || inFolder.includes(id),
            )}
            hasMore={hasMore}
            filter={text}
            entityRef={state === 'open' ? entityRef : undefined}
            emptyText={
              inFolder
                ? 'No open pull request changes this folder.'
                : describeNoPullRequest(state)
            }
          />
        )}
      </AnswerFrame>
    </InfoCard>
  );
};
