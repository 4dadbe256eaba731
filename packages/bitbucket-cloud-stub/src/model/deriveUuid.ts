import { createHash } from 'node:crypto';

/** Returns a uuid, with braces, that is always the same for the same parts. */
export function deriveUuid(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  // Version 8 and its variant, for custom uuids (RFC 9562).
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(
    13,
    16,
  )}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}}`;
}
