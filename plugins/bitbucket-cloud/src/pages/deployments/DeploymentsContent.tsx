import { useCallback } from 'react';
import { Grid, Typography } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { FolderNote } from '../shared/FolderNote';
import { useAnswer } from '../shared/useAnswer';
import { EnvironmentCard } from './EnvironmentCard';
import { sortEnvironments } from './sortEnvironments';

/** The environments of an entity's repository, and what runs there. */
export const DeploymentsContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const request = useAnswer(
    useCallback(() => api.getEnvironments(entityRef), [api, entityRef]),
  );
  return (
    <>
      <FolderNote />
      <AnswerFrame request={request} what="the deployments">
        {environments =>
          environments.length === 0 ? (
            <InfoCard title="Deployments">
              <FolderNote />
              <Typography>
                Nothing was deployed. A step with the key deployment in
                bitbucket-pipelines.yml deploys to an environment.
              </Typography>
            </InfoCard>
          ) : (
            <Grid container spacing={3}>
              {sortEnvironments(environments).map(environment => (
                <Grid item xs={12} md={6} key={environment.uuid}>
                  <EnvironmentCard environment={environment} />
                </Grid>
              ))}
            </Grid>
          )
        }
      </AnswerFrame>
    </>
  );
};
