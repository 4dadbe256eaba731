import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Markup } from './layout';
import { STYLE_HASH } from './style';

/**
 * Sends a page with the headers that forbid everything it does not need: scripts, frames, foreign
 * content, being stored.
 *
 * @param options - `formAction` are the sources of the directive form-action, none by default, and
 *   `referrerPolicy` is what to tell the next page, nothing by default.
 */
export function sendPage(
  c: Context,
  status: ContentfulStatusCode,
  page: Markup,
  options: { formAction?: string; referrerPolicy?: string } = {},
): Response | Promise<Response> {
  const policy = {
    'default-src': "'none'",
    'style-src': STYLE_HASH,
    'img-src': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'form-action': options.formAction ?? "'none'",
  };
  c.header(
    'Content-Security-Policy',
    Object.entries(policy)
      .map(directive => directive.join(' '))
      .join('; '),
  );
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', options.referrerPolicy ?? 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  return c.html(page, status);
}
