import { STATUS_CODES } from 'node:http';
import type { Switches } from '../switches/Switches';

/** A response that replaces the route. */
export interface FaultAnswer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}

const JSON_TYPE = 'application/json';

// Bitbucket's messages, if a source documents them: see rest/errors.ts and the README.
const MESSAGES: Record<number, string> = {
  401: 'Token is invalid, expired, or not supported for this endpoint.',
  403: 'Your credentials lack one or more required privilege scopes.',
  404: 'Resource not found',
  410: 'CHANGE-2770 - Functionality has been deprecated',
  429: 'Rate limit for this resource has been exceeded',
};

const MORE: Record<number, object> = {
  403: { detail: { required: [], granted: [] } },
  410: {
    detail: 'Please read the changelog entry for more details.',
    data: {
      announcement_url:
        'https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770',
    },
  },
};

/**
 * Returns Bitbucket's body for a status: in the format of the token endpoint for that endpoint, a page
 * for the authorize endpoint, and in the format of the REST API otherwise.
 */
export function statusAnswer(
  path: string,
  status: number,
  message: string | undefined,
): FaultAnswer {
  const words = message ?? MESSAGES[status] ?? 'Something went wrong';
  if (path === '/site/oauth2/access_token') {
    const error =
      status >= 500 ? 'temporarily_unavailable' : 'unauthorized_client';
    return json(status, { error, error_description: words });
  }
  if (path === '/site/oauth2/authorize') {
    return htmlAnswer(status, words);
  }
  const more = message === undefined ? MORE[status] : undefined;
  return json(status, { type: 'error', error: { message: words, ...more } });
}

/** Returns a 429. The switches decide whether it is JSON and has `Retry-After`. */
export function rateLimitAnswer(
  path: string,
  switches: Switches,
  message: string | undefined,
  retryAfter: number,
): FaultAnswer {
  const answer: FaultAnswer =
    switches.rateLimitBody === 'text'
      ? {
          status: 429,
          type: 'text/plain; charset=utf-8',
          body: message ?? MESSAGES[429],
        }
      : statusAnswer(path, 429, message);
  return switches.retryAfter
    ? { ...answer, headers: { 'Retry-After': String(retryAfter) } }
    : answer;
}

/** Returns a generic page of a proxy in front of Bitbucket. */
export function htmlAnswer(
  status: number,
  words: string | undefined,
): FaultAnswer {
  const title = `${status} ${STATUS_CODES[status] ?? 'Unknown'}`;
  const text = escape(words ?? 'The server is temporarily unavailable.');
  return {
    status,
    type: 'text/html; charset=utf-8',
    body: `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head>
<body><h1>${title}</h1><p>${text}</p><hr><p>A fault that was switched on at the stub for Bitbucket Cloud. This is not Bitbucket.</p></body>
</html>
`,
  };
}

function json(status: number, body: object): FaultAnswer {
  return { status, type: JSON_TYPE, body: JSON.stringify(body) };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
}
