import type { Repository } from '../../../model/types';
import type { Pipeline, Step } from '../../../store/Pipeline';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';

/** The path of the pipelines of a repository. */
export const PIPELINES = '/repositories/{workspace}/{repo_slug}/pipelines';

/** The path of one pipeline. */
export const PIPELINE = `${PIPELINES}/{pipeline_uuid}`;

/** The path of one step. */
export const STEP = `${PIPELINE}/steps/{step_uuid}`;

/** Returns the pipeline of the path. Throws a 404 if it does not exist. */
export function findPipeline(call: Call, repository: Repository): Pipeline {
  const id = call.param('pipeline_uuid');
  const pipeline = call.context.store.builds.findPipeline(repository, id);
  if (!pipeline) {
    throw new RestError(404, 'Not found', {
      detail: `The pipeline ${id} does not exist.`,
      data: { key: 'pipeline-service.pipeline.not-found' },
    });
  }
  return pipeline;
}

/** Returns the step of the path. Throws a 404 if it does not exist. */
export function findStep(call: Call, pipeline: Pipeline): Step {
  const id = call.param('step_uuid');
  const step = pipeline.steps.find(
    ({ uuid }) => uuid === id || uuid === `{${id}}`,
  );
  if (!step) {
    throw new RestError(404, 'Not found', {
      detail: `The step ${id} does not exist.`,
      data: { key: 'pipeline-service.step.not-found' },
    });
  }
  return step;
}
