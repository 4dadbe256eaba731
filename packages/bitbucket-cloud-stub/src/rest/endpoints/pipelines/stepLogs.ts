import { LogText } from '../../../store/LogText';
import { RestError } from '../../RestError';
import { signLogUrl } from '../../logStorage';
import { sendRange } from '../../sendRange';
import type { RestEndpoint } from '../RestEndpoint';
import { findPipeline, findStep, STEP } from './find';

/**
 * The logs of steps. Those of completed steps are in a storage, to which the stub redirects.
 *
 * Source: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-pipeline-uuid-steps-step-uuid-log-get
 */
export const STEP_LOG_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: `${STEP}/log`,
    scopes: ['pipeline'],
    respond: call => {
      const { c, context } = call;
      const repository = call.repository();
      const pipeline = findPipeline(call, repository);
      const step = findStep(call, pipeline);
      if (step.log.length === 0) {
        throw new RestError(404, 'Not found', {
          detail: 'The step has no log.',
        });
      }
      if (
        step.state.name === 'COMPLETED' &&
        context.switches.pipelineLog === 'redirected'
      ) {
        const parts = [repository.uuid, pipeline.uuid, step.uuid] as const;
        return c.redirect(signLogUrl(context, [...parts]), 307);
      }
      const text = new LogText(
        step.log,
        context.store.activity?.seed.logs ?? {},
      );
      const etag = `"${step.uuid.slice(1, -1)}-${text.size}"`;
      const headers = {
        'Content-Type': 'application/octet-stream',
        ETag: etag,
      };
      return c.req.header('if-none-match') === etag
        ? c.body(null, 304, headers)
        : sendRange(c, text, headers);
    },
  },
];
