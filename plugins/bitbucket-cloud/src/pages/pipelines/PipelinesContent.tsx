import { useCallback } from 'react';
import { Typography } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import {
  bitbucketAuthApiRef,
  useApi,
  useApiHolder,
} from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { FolderNote } from '../shared/FolderNote';
import { useAnswer } from '../shared/useAnswer';
import { PipelineTrend } from './PipelineTrend';
import { PipelineList } from './PipelineList';

/** The pipelines of an entity's repository. */
export const PipelinesContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const request = useAnswer(
    useCallback(() => api.getPipelines(entityRef), [api, entityRef]),
  );
  const apis = useApiHolder();
  const canAct = request.answer?.canAct && apis.get(bitbucketAuthApiRef);
  return (
    <InfoCard title="Pipelines">
      <FolderNote />
      <AnswerFrame request={request} what="the pipelines">
        {pipelines =>
          pipelines.length === 0 ? (
            <Typography>
              No pipeline has run. The file bitbucket-pipelines.yml in the
              repository defines pipelines.
            </Typography>
          ) : (
            <>
              <PipelineTrend pipelines={pipelines} />
              <PipelineList
                pipelines={pipelines}
                entityRef={entityRef}
                onAct={canAct ? request.reload : undefined}
              />
            </>
          )
        }
      </AnswerFrame>
    </InfoCard>
  );
};
