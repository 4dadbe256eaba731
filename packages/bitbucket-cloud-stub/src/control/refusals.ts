import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { isMeantFor } from '../http/hosts';

/** The header that scripts must send with every request to the control endpoints. */
export const CONTROL_HEADER = 'X-Stub-Control';

/**
 * Returns why a request must not change the stub, whatever its content, or undefined if it can. A page
 * in the browser of a user who runs the stub must not access it without their knowledge.
 */
export function refuseForeign(
  c: Context<StubEnv>,
  { control }: StubContext,
): string | undefined {
  if (!control.isOn) {
    return 'The control endpoints are off: start the stub with --control, or with the option control.';
  }
  if (!isMeantFor(control.host, c.req.header('host'))) {
    return 'The control endpoints are only available at localhost.';
  }
  // https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
  const site = c.req.header('sec-fetch-site') ?? 'none';
  if (site !== 'same-origin' && site !== 'none') {
    return 'The control endpoints reject requests from pages of other sites.';
  }
  return undefined;
}

/** The same for a script, which must prove that no browser sent it unintentionally. */
export function refuseScript(
  c: Context<StubEnv>,
  context: StubContext,
): string | undefined {
  const refusal = refuseForeign(c, context);
  // A page of another site cannot send this header: the browser sends a preflight request first, which
  // the stub rejects.
  return refusal === undefined && c.req.header(CONTROL_HEADER) !== '1'
    ? `The control endpoints require the header ${CONTROL_HEADER}: 1.`
    : refusal;
}

/** The same for a form of the home page. */
export function refuseForm(
  c: Context<StubEnv>,
  context: StubContext,
  form: URLSearchParams,
): string | undefined {
  const refusal = refuseForeign(c, context);
  if (refusal !== undefined) {
    return refusal;
  }
  const origin = c.req.header('origin') ?? 'null';
  const isOwn =
    origin === 'null' ||
    (URL.canParse(origin) && new URL(origin).host === c.req.header('host'));
  return isOwn && form.get('token') === context.control.formToken
    ? undefined
    : 'The form belongs to another page, or the stub was restarted since then. Reload the page.';
}
