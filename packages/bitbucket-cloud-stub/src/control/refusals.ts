import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { isMeantFor } from '../http/hosts';

/** What a script sends with every request to the control endpoints. */
export const CONTROL_HEADER = 'X-Stub-Control';

/**
 * Why a request may not change the stub, whatever it holds; undefined when it may. A page in
 * the browser of someone who runs the stub must not reach it behind their back.
 */
export function refuseForeign(
  c: Context<StubEnv>,
  { control }: StubContext,
): string | undefined {
  if (!control.isOn) {
    return 'The control endpoints are off: start the stub with --control, or with the option control.';
  }
  if (!isMeantFor(control.host, c.req.header('host'))) {
    return 'The control endpoints are reached by localhost only.';
  }
  // https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
  const site = c.req.header('sec-fetch-site') ?? 'none';
  if (site !== 'same-origin' && site !== 'none') {
    return 'The control endpoints take nothing from a page of another site.';
  }
  return undefined;
}

/** The same for a script, which has to show that no browser sent it unasked. */
export function refuseScript(
  c: Context<StubEnv>,
  context: StubContext,
): string | undefined {
  const refusal = refuseForeign(c, context);
  // Another site's page cannot send this header: the browser would ask first, and be told no.
  return refusal === undefined && c.req.header(CONTROL_HEADER) !== '1'
    ? `The control endpoints want the header ${CONTROL_HEADER}: 1.`
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
    : 'The form is not of this page, or the stub was started again since: reload the page.';
}
