import type { OutgoingHttpHeaders } from 'node:http';

const REDACTED = '[redacted]';
const SHORTENED_FROM = 24;
/** How many characters of a body the journal stores. */
export const BODY_LIMIT = 4096;

// Only known harmless parameters are stored, because unknown ones may contain secrets.
const SAFE_PARAMETERS = new Set([
  'account',
  'administrator',
  'cancel',
  'client_id',
  'error',
  'error_description',
  'fields',
  'find',
  'grant_type',
  'page',
  'pagelen',
  'q',
  'redirect_uri',
  'response_type',
  'role',
  'scope',
  'sort',
]);

const SAFE_HEADERS = new Set([
  'accept',
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'host',
  'origin',
  'retry-after',
  'sec-fetch-site',
  'user-agent',
  'www-authenticate',
]);

const SECRET_FIELD =
  /("[^"]*(?:token|secret|password|code|authorization|state|signature)"\s*:\s*")([^"]*)/gi;
// The old service returns the grant type as `state`.
const HARMLESS_FIELD =
  /^"state"\s*:\s*"(?:authorization_code|refresh_token|client_credentials)$/;

/** Returns the end of a long token, to distinguish it from others, and nothing of a short one. */
export function shorten(secret: string): string {
  return secret.length < SHORTENED_FROM ? REDACTED : `…${secret.slice(-6)}`;
}

/** Returns the parameters of a query or form, without secrets. */
export function redactParameters(
  parameters: URLSearchParams,
): Record<string, string> {
  return Object.fromEntries(
    [...parameters].map(([name, value]) => [
      name,
      SAFE_PARAMETERS.has(name) ? value : REDACTED,
    ]),
  );
}

/** Returns headers in the format of Node.js's `rawHeaders`, without secrets. */
export function redactRawHeaders(raw: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index].toLowerCase();
    headers[name] = redactHeader(name, raw[index + 1]);
  }
  return headers;
}

/** Returns the headers of a response, without secrets. */
export function redactHeaders(
  sent: OutgoingHttpHeaders,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sent)
      .map(([name, value]) => [name.toLowerCase(), String(value)])
      .map(([name, value]) => [name, redactHeader(name, value)]),
  );
}

function redactHeader(name: string, value: string): string {
  if (name === 'authorization') {
    return redactAuthorization(value);
  }
  if (name === 'location' || name === 'referer') {
    return redactUrl(value);
  }
  return SAFE_HEADERS.has(name) ? value : REDACTED;
}

function redactAuthorization(value: string): string {
  const [, scheme, credentials] = /^(\w+) +(\S+) *$/.exec(value) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'bearer':
      return `${scheme} ${shorten(credentials)}`;
    case 'basic': {
      const [id] = Buffer.from(credentials, 'base64').toString().split(':');
      return /^[\w.@-]{1,64}$/.test(id)
        ? `${scheme} ${id}:${REDACTED}`
        : `${scheme} ${REDACTED}`;
    }
    default:
      return REDACTED;
  }
}

function redactUrl(value: string): string {
  if (!URL.canParse(value)) {
    return REDACTED;
  }
  const url = new URL(value);
  const query = Object.entries(redactParameters(url.searchParams))
    .map(([name, text]) => `${name}=${text}`)
    .join('&');
  return `${url.origin}${url.pathname}${query ? `?${query}` : ''}`;
}

/** Returns a body as the journal shows it; undefined if there is no body. */
export function redactBody(
  body: unknown,
  type: string | undefined,
): string | undefined {
  const text = textOf(body);
  if (!text) {
    return undefined;
  }
  const [kind] = (type ?? 'no content type').split(';');
  if (kind === 'application/x-www-form-urlencoded') {
    return Object.entries(redactParameters(new URLSearchParams(text)))
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
      .slice(0, BODY_LIMIT);
  }
  if (!/json$/.test(kind)) {
    return `[${kind}, ${text.length} characters]`;
  }
  return text
    .replace(SECRET_FIELD, (whole, name: string, value: string) =>
      HARMLESS_FIELD.test(whole) ? whole : name + shorten(value),
    )
    .slice(0, BODY_LIMIT);
}

function textOf(body: unknown): string {
  if (typeof body === 'string') {
    return body;
  }
  if (Array.isArray(body)) {
    return body.map(textOf).join('');
  }
  return body instanceof Uint8Array ? Buffer.from(body).toString() : '';
}
