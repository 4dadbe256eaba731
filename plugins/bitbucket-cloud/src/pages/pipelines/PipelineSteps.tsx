import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { type BitbucketPipelineStep } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { formatDuration } from '../../shared/formatDuration';
import { StateLabel } from '../shared/StateLabel';
import { useAnswer } from '../shared/useAnswer';
import { UserText } from '../shared/UserText';

interface PipelineStepsProps {
  /** The entity of the repository. */
  entityRef: string;
  /** Of the pipeline. */
  uuid: string;
}

/** The steps of a pipeline. */
export const PipelineSteps = ({ entityRef, uuid }: PipelineStepsProps) => {
  const api = useApi(bitbucketPagesApiRef);
  const request = useAnswer(
    useCallback(() => api.getSteps(entityRef, uuid), [api, entityRef, uuid]),
  );
  return (
    <AnswerFrame request={request} what="the steps">
      {steps => (
        <ol style={{ paddingLeft: 20 }}>
          {steps.map(step => (
            <li key={step.uuid}>
              <UserText text={step.name} />: <StateLabel state={step.state} />
              {step.durationSeconds !== undefined &&
                ` after ${formatDuration(step.durationSeconds)}`}
              {step.tests && `, ${describeTests(step.tests)}`}
            </li>
          ))}
        </ol>
      )}
    </AnswerFrame>
  );
};

function describeTests({
  failed,
  passed,
  skipped,
}: NonNullable<BitbucketPipelineStep['tests']>): string {
  return `tests: ${failed} failed, ${passed} passed, ${skipped} skipped`;
}
