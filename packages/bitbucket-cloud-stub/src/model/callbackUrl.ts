/**
 * Returns whether a URL can be registered as the callback of an OAuth client: absolute,
 * `http:` or `https:`, without user information and without a fragment (RFC 6749, section 3.1.2).
 */
export function isCallbackUrl(value: string): boolean {
  const url = parse(value);
  return url !== undefined && url.hash === '' && !value.includes('#');
}

/**
 * Returns whether a
 * `redirect_uri` is the registered callback or extends its path: same scheme, host and port, and a path that is equal or continues after a `/`.
 *
 * The function compares the parsed URLs, and rejects a `redirect_uri` whose text differs from its parsed
 * form (dot segments, encoded separators, backslashes, white space).
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/
 */
export function isRedirectUriAllowed(
  registered: string,
  sent: string,
): boolean {
  const base = parse(registered);
  const target = parse(sent);
  if (!base || !target || hidesPath(sent)) {
    return false;
  }
  const prefix = base.pathname.endsWith('/')
    ? base.pathname
    : `${base.pathname}/`;
  return (
    !sent.includes('#') &&
    target.origin === base.origin &&
    target.search === base.search &&
    (target.pathname === base.pathname || target.pathname.startsWith(prefix))
  );
}

function parse(value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:\/\//i.test(value) || !/^https?:$/.test(url.protocol)) {
    return undefined;
  }
  const authority = value.split('/')[2] ?? '';
  return authority.includes('@') ? undefined : url;
}

function hidesPath(value: string): boolean {
  return (
    /[^!-~]|\\|%(2e|2f|5c|0)/i.test(value) || /\/\.{1,2}(\/|\?|$)/.test(value)
  );
}
