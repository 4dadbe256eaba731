import { createHash } from 'node:crypto';
import { type Response } from '../model/express';

/**
 * Ends a failed sign-in, in the flow that the user started.
 *
 * In the portal's popup, the message goes to the portal's window, like in Backstage's own
 * `sendWebMessageResponse`. If the browser has disconnected the popup (Cross-Origin-Opener-Policy), the
 * page redirects to the sign-in page, which shows the message. Without scripts, the page itself shows
 * the message.
 *
 * @param appUrl - `app.baseUrl`
 * @param options -
 * `origin`: the origin that started the sign-in, the only one that receives the message. Default: the origin of `appUrl`
 */
export function sendSignInError(
  res: Response,
  appUrl: string,
  { error, status, origin }: { error: Error; status: number; origin?: string },
) {
  const { name, message } = error;
  const target = new URL(new URL(appUrl).pathname, origin ?? appUrl);
  target.searchParams.set('error', message);

  // The page closes the window after 100 ms, like Backstage: the portal checks at this interval whether
  // the window is closed, and treats that as a cancellation if the message has not arrived (`loginPopup`
  // of core-app-api). The delay lets the opener receive the message.
  const script = `
    var target = ${toScriptString(target.href)};
    var origin = ${toScriptString(target.origin)};
    var message = ${toScriptString({
      type: 'authorization_response',
      error: { name, message },
    })};
    if (window.opener) {
      window.opener.postMessage({ type: 'config_info', targetOrigin: origin }, '*');
      window.opener.postMessage(message, origin);
      setTimeout(function () { window.close(); }, 100);
    } else {
      window.location.replace(target);
    }
  `;
  const hash = createHash('sha256').update(script).digest('base64');
  res.status(status);
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'`,
  );
  res.end(`<!doctype html>
<html lang="en">
  <head><title>You are not signed in</title></head>
  <body>
    <h1>You are not signed in</h1>
    <p>${escapeHtml(message)}</p>
    <p><a href="${escapeHtml(
      target.origin + target.pathname,
    )}">Back to the portal</a></p>
    <script>${script}</script>
  </body>
</html>
`);
}

/** Returns JSON for a script element, without text that could end the element. */
function toScriptString(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&'\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
