import { portalSecrets } from './createPortalConfig';

const REDACTED = '[redacted]';

/** Each keeps its first group, which says what was there, and loses what follows. */
const patterns = [
  // A JSON Web Token, wherever it stands.
  /()\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]+/gi,
  /(\b(?:code|state|access_token|refresh_token|client_secret|nonce)=)(?!\[redacted\])[^&\s"']+/gi,
  /("(?:code|state|\w*token|\w*secret|password|authorization|cookie|set-cookie)"\s*:\s*")[^"]+/gi,
  /(\bbitbucket-(?:session|attempt)(?:-\w+)?=)[^;\s"']+/gi,
];

/** A text for a report: the same, without anything that opens something. */
export function redact(text: string): string {
  const known = Object.values(portalSecrets).reduce(
    (rest, secret) => rest.replaceAll(secret, REDACTED),
    text,
  );
  return patterns.reduce(
    (rest, pattern) => rest.replace(pattern, `$1${REDACTED}`),
    known,
  );
}
