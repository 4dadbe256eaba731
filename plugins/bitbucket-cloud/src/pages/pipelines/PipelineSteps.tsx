import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  type BitbucketPipelineStep,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { formatDuration } from '../../shared/formatDuration';
import { StepLog } from './StepLog';
import { StateLabel } from '../shared/StateLabel';
import { useAnswer } from '../shared/useAnswer';
import { UserText } from '../shared/UserText';

/** The states of steps whose log explains something. */
const HAS_LOG = ['failed', 'stopped'];

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
              {HAS_LOG.includes(step.state) && (
                <StepLog
                  entityRef={entityRef}
                  pipeline={uuid}
                  step={step.uuid}
                  name={visibleText(step.name)}
                />
              )}
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
