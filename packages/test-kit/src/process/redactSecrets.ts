const REDACTED = '[redacted]';

/** Each pattern keeps its first group and replaces the rest. */
const patterns = [
  // A JSON Web Token
  /()\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]+/gi,
  /(\b(?:code|state|access_token|refresh_token|client_secret|nonce)=)(?!\[redacted\])[^&\s"']+/gi,
  /("(?:code|state|\w*token|\w*secret|password|authorization|cookie|set-cookie)"\s*:\s*")[^"]+/gi,
  /(\bbitbucket-(?:session|attempt)(?:-\w+)?=)[^;\s"']+/gi,
];

/**
 * Returns a text for a report, in which credentials are replaced.
 *
 * @param secrets - replaced wherever they occur
 */
export function redactSecrets(text: string, secrets: string[] = []): string {
  const known = secrets.reduce(
    (rest, secret) => rest.replaceAll(secret, REDACTED),
    text,
  );
  return patterns.reduce(
    (rest, pattern) => rest.replace(pattern, `$1${REDACTED}`),
    known,
  );
}
