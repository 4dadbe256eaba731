import { LogText } from '../../../store/LogText';
import { RestError } from '../../RestError';
import { sendRange } from '../../sendRange';
import type { RestEndpoint } from '../RestEndpoint';
import { findPipeline, findStep, STEP } from './find';

/** The logs of steps. */
export const STEP_LOG_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: `${STEP}/log`,
    scopes: ['pipeline'],
    respond: call => {
      const { c, context } = call;
      const step = findStep(call, findPipeline(call, call.repository()));
      if (step.log.length === 0) {
        throw new RestError(404, 'Not found', {
          detail: 'The step has no log.',
        });
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
