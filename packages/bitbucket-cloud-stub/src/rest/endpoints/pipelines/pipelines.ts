import { pipelineBody, stepBody } from '../../../bodies/pipelineBodies';
import type { RestEndpoint } from '../RestEndpoint';
import { findPipeline, findStep, PIPELINE, PIPELINES, STEP } from './find';
import { listPipelines } from './listPipelines';

/** Reads pipelines and their steps. */
export const PIPELINE_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PIPELINES,
    scopes: ['pipeline'],
    respond: call => listPipelines(call, call.repository()),
  },
  {
    method: 'GET',
    path: PIPELINE,
    scopes: ['pipeline'],
    respond: call => {
      const repository = call.repository();
      const pipeline = findPipeline(call, repository);
      return call.send({
        body: pipelineBody(call.context, repository, pipeline),
      });
    },
  },
  {
    method: 'GET',
    path: `${PIPELINE}/steps`,
    scopes: ['pipeline'],
    respond: call => {
      const pipeline = findPipeline(call, call.repository());
      return call.sendList(
        pipeline.steps,
        step => ({ body: stepBody(pipeline, step) }),
        { ignoresQuery: true },
      );
    },
  },
  {
    method: 'GET',
    path: STEP,
    scopes: ['pipeline'],
    respond: call => {
      const pipeline = findPipeline(call, call.repository());
      return call.send({ body: stepBody(pipeline, findStep(call, pipeline)) });
    },
  },
];
