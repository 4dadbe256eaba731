/** A parameter that can still be worth something, also as `code[]` or `code[x]`. */
const SECRET = /^(code|state)(\[|$)/;

/**
 * Takes the query out of `originalUrl`, which is what Backstage's access log and its auditor print of
 * a request. Everything else goes by `url` and `query`, which stay whole.
 *
 * @param always - also where there is neither an authorization code nor a state in it
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
