/** A parameter that can contain a secret, including `code[]` and `code[x]`. */
const SECRET = /^(code|state)(\[|$)/;

/**
 * Removes the query from
 * `originalUrl`, which Backstage's access log and auditor print. All other code uses `url` and `query`,
 * which do not change.
 *
 * @param always - also if the query contains neither an authorization code nor a state
 */
export function redactQuery(req: { originalUrl: string }, always = false) {
  const [path, ...rest] = req.originalUrl.split('?');
  const names = [...new URLSearchParams(rest.join('?')).keys()];
  if (names.length > 0 && (always || names.some(name => SECRET.test(name)))) {
    const query = [...new Set(names)]
      .filter(name => /^\w{1,32}$/.test(name))
      .map(name => `${name}=[redacted]`)
      .join('&');
    req.originalUrl = `${path}?${query || '[redacted]'}`;
  }
}
