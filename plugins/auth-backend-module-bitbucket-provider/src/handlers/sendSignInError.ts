import { createHash } from 'node:crypto';
import { Response } from '../model/express';

/**
 * Ends a sign-in that cannot go on, in whichever way the person came.
 *
 * In the portal's pop-up the message goes to the portal's window, the way Backstage's own
 * `sendWebMessageResponse` does. A browser that has disconnected the pop-up (Cross-Origin-Opener-Policy)
 * is taken to the sign-in page, which shows the message; without scripts the page shows it itself.
 *
 * @param appUrl - `app.baseUrl`
 * @param options - `origin`: where the sign-in began; the message goes to this origin only. Default: that of `appUrl`
 */
export function sendSignInError(
  res: Response,
  appUrl: string,
  { error, status, origin }: { error: Error; status: number; origin?: string },
) {
  const { name, message } = error;
  const target = new URL(new URL(appUrl).pathname, origin ?? appUrl);
  target.searchParams.set('error', message);

  // Closed 100 ms later, as Backstage does: the portal looks that often whether the window is closed, and
  // takes that for a cancellation where the message has not arrived (`loginPopup` of core-app-api).
  // The window stays for a moment, as in Backstage's own page, so that the opener gets the message.
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

/** JSON in a script element, with nothing in it that could end the element. */
function toScriptString(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&'\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
