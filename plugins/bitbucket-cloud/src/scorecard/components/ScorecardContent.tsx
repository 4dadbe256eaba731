import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import {
  Button,
  Checkbox,
  FormControlLabel,
  Grid,
  Typography,
} from '@material-ui/core';
import { EmptyState, Progress } from '@backstage/core-components';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { type BitbucketScorecard } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Notice } from '../../shared/Notice';
import { bitbucketScorecardApiRef } from '../api';
import { countChecks, describeCounts } from './countChecks';
import { groupByOwner } from './groupByOwner';
import { TeamCard } from './TeamCard';
import { UnreadNotice } from './UnreadNotice';

const hasFailed = ({ checks }: BitbucketScorecard) =>
  checks.some(({ state }) => state === 'failed');

/** The scorecards of all teams, without the header of a page. */
export const ScorecardContent = () => {
  const api = useApi(bitbucketScorecardApiRef);
  const identity = useApi(identityApiRef);
  const [onlyFailed, setOnlyFailed] = useState(false);
  const { error, loading, retry, value } = useAsyncRetry(async () => {
    const [found, { ownershipEntityRefs }] = await Promise.all([
      api.getScorecards(),
      identity.getBackstageIdentity(),
    ]);
    return { ...found, ownershipEntityRefs };
  }, [api, identity]);

  if (!value) {
    return loading ? (
      <Progress aria-label="Loading the scorecard" />
    ) : (
      <Notice severity="error" title="The portal cannot show the scorecard.">
        <Typography variant="body2">{error?.message}</Typography>
        <Button variant="outlined" size="small" onClick={retry}>
          Try again
        </Button>
      </Notice>
    );
  }
  const { checks, ownershipEntityRefs, scorecards } = value;
  if (scorecards.length === 0) {
    return (
      <EmptyState
        missing="content"
        title="No component has been checked"
        description="Once a day, the portal checks the components that have a repository in a workspace under bitbucketCloud.workspaces. The first check begins a minute after the start of the portal."
      />
    );
  }
  const shown = onlyFailed ? scorecards.filter(hasFailed) : scorecards;
  return (
    <>
      <Grid container alignItems="center" justifyContent="space-between">
        <Grid item>
          <Typography role="status">
            {describeCounts(countChecks(scorecards))} for {scorecards.length}{' '}
            {scorecards.length === 1 ? 'component' : 'components'}
          </Typography>
        </Grid>
        <Grid item>
          <FormControlLabel
            control={
              <Checkbox
                color="primary"
                checked={onlyFailed}
                onChange={(_, checked) => setOnlyFailed(checked)}
              />
            }
            label="Only components with failed checks"
          />
        </Grid>
      </Grid>
      <UnreadNotice checks={checks} scorecards={scorecards} />
      {shown.length === 0 && <Typography>No check has failed.</Typography>}
      <Grid container spacing={3}>
        {groupByOwner(shown, ownershipEntityRefs).map(team => (
          <Grid item xs={12} key={team.owner ?? ''}>
            <TeamCard {...team} titles={checks} />
          </Grid>
        ))}
      </Grid>
    </>
  );
};
