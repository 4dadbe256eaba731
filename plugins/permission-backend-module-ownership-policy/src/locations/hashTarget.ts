import { createHash } from 'node:crypto';
import { type LocationSpec } from './readLocation';

/** Returns the SHA-256 hash under which the tables of this package store a target. */
export function hashTarget({ type, target }: LocationSpec): string {
  return createHash('sha256').update(`${type}:${target}`).digest('hex');
}
