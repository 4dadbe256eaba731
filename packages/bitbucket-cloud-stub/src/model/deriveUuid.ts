import { createHash } from 'node:crypto';

/** A uuid, with braces, that is the same for the same parts every time. */
export function deriveUuid(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  // Version 8 and its variant, for uuids of one's own making (RFC 9562).
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(
    13,
    16,
  )}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}}`;
}
