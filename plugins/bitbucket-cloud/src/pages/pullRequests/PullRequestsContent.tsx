import { useCallback, useState } from 'react';
import { Grid, MenuItem, TextField } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { type BitbucketListedState, bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { FolderNote } from '../shared/FolderNote';
import { useAnswer } from '../shared/useAnswer';
import { PullRequestList } from './PullRequestList';

const STATES: { value: BitbucketListedState; text: string }[] = [
  { value: 'open', text: 'Open and drafts' },
  { value: 'merged', text: 'Merged' },
  { value: 'declined', text: 'Declined' },
];

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
      <Grid container spacing={2}>
        <Grid item xs={12} sm={4}>
          <TextField
            select
            fullWidth
            id="bitbucket-pull-requests-state"
            label="State"
            value={state}
            onChange={event =>
              setState(event.target.value as BitbucketListedState)
            }
          >
            {STATES.map(each => (
              <MenuItem key={each.value} value={each.value}>
                {each.text}
              </MenuItem>
            ))}
          </TextField>
        </Grid>
        <Grid item xs={12} sm={8}>
          <TextField
            fullWidth
            id="bitbucket-pull-requests-filter"
            label="Filter by title, person or branch"
            type="search"
            value={text}
            onChange={event => setText(event.target.value)}
          />
        </Grid>
      </Grid>
      <AnswerFrame request={request} what="the pull requests">
        {({ hasMore, pullRequests }) => (
          <PullRequestList
            pullRequests={pullRequests}
            hasMore={hasMore}
            filter={text}
            entityRef={state === 'open' ? entityRef : undefined}
            emptyText={
              state === 'open'
                ? 'There is no open pull request.'
                : `There is no ${state} pull request.`
            }
          />
        )}
      </AnswerFrame>
    </InfoCard>
  );
};
