import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { Button, Typography } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { type BitbucketScorecard } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Notice } from '../../shared/Notice';
import { RelativeTime } from '../../shared/RelativeTime';
import { bitbucketScorecardApiRef } from '../api';
import { CheckList } from './CheckList';
import { countChecks, describeCounts } from './countChecks';

/** The age of the oldest fact. */
const ReadAt = ({ scorecard }: { scorecard: BitbucketScorecard }) => {
  const [oldest] = scorecard.checks
    .flatMap(({ readAt }) => readAt ?? [])
    .sort();
  return oldest ? (
    <Typography variant="caption" color="textSecondary" component="p">
      The oldest answer of Bitbucket is from <RelativeTime time={oldest} />
    </Typography>
  ) : null;
};

/** The checks of the component of the page. */
export const EntityScorecardCard = () => {
  const api = useApi(bitbucketScorecardApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const { error, retry, value } = useAsyncRetry(
    () => api.getScorecard(entityRef),
    [api, entityRef],
  );
  if (!value) {
    return (
      <InfoCard title="Scorecard">
        {error ? (
          <Notice
            severity="error"
            title="The portal cannot show the scorecard."
          >
            <Typography variant="body2">{error.message}</Typography>
            <Button variant="outlined" size="small" onClick={retry}>
              Try again
            </Button>
          </Notice>
        ) : (
          <Progress aria-label="Loading the scorecard" />
        )}
      </InfoCard>
    );
  }
  const [scorecard] = value.scorecards;
  return scorecard ? (
    <InfoCard
      title="Scorecard"
      subheader={describeCounts(countChecks([scorecard]))}
    >
      <CheckList checks={scorecard.checks} titles={value.checks} />
      <ReadAt scorecard={scorecard} />
    </InfoCard>
  ) : (
    <InfoCard title="Scorecard">
      <Typography variant="body2">
        The portal has not checked this component. Once a day, it checks the
        components whose repository it finds at Bitbucket, if the repository is
        not empty.
      </Typography>
    </InfoCard>
  );
};
