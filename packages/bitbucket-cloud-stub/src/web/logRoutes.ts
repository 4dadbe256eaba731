import { Hono } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { isLogSignatureValid, LOG_PATH } from '../rest/logStorage';
import { sendRange } from '../rest/sendRange';
import { LogText } from '../store/LogText';

/** The storage of the logs of completed steps, to which the REST API redirects. */
export function createLogRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();
  routes.get(`${LOG_PATH}/:repository/:pipeline/:step`, c => {
    // Like Amazon S3, which accepts the signature in the URL or a header, but not both.
    if (c.req.header('authorization') !== undefined) {
      return c.text('Only one authentication mechanism is allowed.', 400);
    }
    if (!isLogSignatureValid(context, new URL(c.req.url))) {
      return c.text('The signature is not valid, or has expired.', 403);
    }
    const { store } = context;
    const repository = store.repositories.findByUuid(c.req.param('repository'));
    const pipeline =
      repository &&
      store.builds.findPipeline(repository, c.req.param('pipeline'));
    const step = pipeline?.steps.find(
      ({ uuid }) => uuid === c.req.param('step'),
    );
    if (!step) {
      return c.text('The log does not exist.', 404);
    }
    const text = new LogText(step.log, store.activity?.seed.logs ?? {});
    return sendRange(c, text, { 'Content-Type': 'application/octet-stream' });
  });
  return routes;
}
