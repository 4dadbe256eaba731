import { Grid, MenuItem, TextField } from '@material-ui/core';
import { type BitbucketListedState } from '../api';

const STATES: { value: BitbucketListedState; text: string }[] = [
  { value: 'open', text: 'Open and drafts' },
  { value: 'merged', text: 'Merged' },
  { value: 'declined', text: 'Declined' },
];

interface PullRequestFiltersProps {
  state: BitbucketListedState;
  onState: (state: BitbucketListedState) => void;
  text: string;
  onText: (text: string) => void;
}

/** The fields above a list of pull requests. */
export const PullRequestFilters = ({
  onState,
  onText,
  state,
  text,
}: PullRequestFiltersProps) => (
  <Grid container spacing={2}>
    <Grid item xs={12} sm={4}>
      <TextField
        select
        fullWidth
        id="bitbucket-pull-requests-state"
        label="State"
        value={state}
        onChange={event => onState(event.target.value as BitbucketListedState)}
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
        onChange={event => onText(event.target.value)}
      />
    </Grid>
  </Grid>
);

/** Returns the text for an empty list. */
export function describeNoPullRequest(state: BitbucketListedState): string {
  return `There is no ${state} pull request.`;
}
