import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Markup } from './layout';
import { STYLE_HASH } from './style';

/**
 * Sends a page with headers that forbid everything it does not need: scripts, frames, external content
 * and caching.
 *
 * @param options -
 * `formAction` contains the sources of the directive form-action, none by default. `referrerPolicy` is
 * the referrer policy of the page, no-referrer by default.
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
