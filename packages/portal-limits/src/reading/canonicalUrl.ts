import { InputError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';

/**
 * The query parameters that a reader uses, by the type of its integration. Other readers ignore the
 * query. The reader for `backend.reading.allow` has no integration, and sends the query.
 */
const QUERY_KEYS: Record<string, string[]> = {
  azure: ['path', 'version'],
  bitbucketServer: ['at'],
  // For an artifact of a job.
  gitlab: ['job'],
};

/** Equals `backend.limits.location.length`: browsers and proxies reject longer URLs. */
const MAX_LENGTH = 2_000;

/**
 * `.` and `..`, also in forms that a server accepts if it decodes slashes or removes path parameters.
 */
const DOT_SEGMENT = /(?:^|\/|\\|%2f|%5c)(?:\.|%2e){1,2}(?:;|\/|\\|%2f|%5c|$)/i;

/**
 * Returns the only spelling of a URL that the portal reads: as the URL standard serializes it, without
 * credentials, fragment, unused query parameters and unnecessary escapes. The path of a URL at Bitbucket
 * has no empty segments, because its reader ignores them.
 *
 * @throws TypeError if the text is not a URL
 */
function toCanonicalUrl(text: string, integrations: ScmIntegrations): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.hash = '';
  const type = integrations.byUrl(url)?.type;
  if (type) {
    removeOtherKeys(url, QUERY_KEYS[type] ?? []);
  }
  if (type === 'bitbucketCloud') {
    url.pathname = url.pathname.replace(/\/{2,}/g, '/');
  }
  // `https://host/path?` has an empty query, which `href` keeps.
  return toCanonicalEscapes(
    url.search ? url.href : url.href.replace(/\?$/, ''),
  );
}

/** Follows RFC 3986, section 6.2.2: upper case digits, and no unnecessary escapes. */
function toCanonicalEscapes(href: string): string {
  return href.replace(/%[\da-f]{2}/gi, escape => {
    const character = String.fromCharCode(parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}

/** Removes all keys at once, because each removal from `searchParams` serializes the whole query. */
function removeOtherKeys(url: URL, keys: string[]) {
  const entries = [...url.searchParams];
  const counts = new Map<string, number>();
  entries.forEach(([key]) => counts.set(key, (counts.get(key) ?? 0) + 1));
  const kept = entries.filter(
    ([key]) => keys.includes(key) && counts.get(key) === 1,
  );
  if (kept.length < entries.length) {
    // A removal also changes the escapes in the rest of the query.
    url.search = new URLSearchParams(kept).toString();
  }
}

/**
 * Rejects a URL that is not canonical.
 *
 * The catalog matches a pattern in
 * `catalog.rules` against the text of a URL, but a reader resolves the URL before it sends a request. So `https://bitbucket.org/acme/org/%2e%2e/%2e%2e/evil/x`
 * would match `https://bitbucket.org/acme/org/**`, and the portal would read it from `evil`.
 *
 * @throws InputError that contains the canonical spelling
 */
export function requireCanonicalUrl(
  text: string,
  integrations: ScmIntegrations,
): void {
  if (text.length > MAX_LENGTH) {
    throw new InputError(
      `Reading from this URL is not allowed, because it has more than ${MAX_LENGTH} characters.`,
    );
  }
  let canonical;
  let isMisleading;
  try {
    canonical = toCanonicalUrl(text, integrations);
    isMisleading = DOT_SEGMENT.test(new URL(text).pathname);
  } catch {
    throw new InputError(
      `Reading from '${text}' is not allowed, because it is not a URL. Use a URL in the format https://bitbucket.org/<workspace>/<repository>/src/<branch>/<path>.`,
    );
  }
  // Checked before the spelling, because normalization would turn escaped dots into segments.
  if (isMisleading) {
    throw new InputError(
      "Reading from this URL is not allowed, because its path contains an escaped '.' or '..' segment. Remove the segment from the path.",
    );
  }
  if (canonical !== text) {
    throw new InputError(
      // The message omits the text, which can contain a password.
      `Reading from this URL is not allowed, because it is not in its canonical form. Write it as '${canonical}'.`,
    );
  }
}
