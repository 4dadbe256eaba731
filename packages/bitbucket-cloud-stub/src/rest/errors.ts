import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { notImplemented } from './RestError';

/** Responds with an error in the format of Bitbucket's REST API. */
export function sendError(
  c: Context,
  status: ContentfulStatusCode,
  message: string,
  more: { detail?: unknown; data?: Record<string, unknown> } = {},
): Response {
  return c.json({ type: 'error', error: { message, ...more } }, status);
}

/** 401: no token, an invalid or expired one, or one that was sent in an unsupported way. */
export function sendUnauthorized(c: Context): Response {
  return sendError(
    c,
    401,
    'Token is invalid, expired, or not supported for this endpoint.',
  );
}

/** 403: the token lacks a scope. */
export function sendMissingScope(
  c: Context,
  required: string[],
  granted: string[],
): Response {
  return sendError(
    c,
    403,
    'Your credentials lack one or more required privilege scopes.',
    { detail: { required, granted } },
  );
}

/** 410: an endpoint that Atlassian removed on 2026-04-14. */
export function sendGone(c: Context): Response {
  return sendError(c, 410, 'CHANGE-2770 - Functionality has been deprecated', {
    detail: 'Please read the changelog entry for more details.',
    data: {
      announcement_url:
        'https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770',
    },
  });
}

/** 501: a feature that Bitbucket Cloud may have, but the stub does not support. */
export function sendNotImplemented(c: Context, what: string): Response {
  const { status, message, more } = notImplemented(what);
  return sendError(c, status, message, more);
}
