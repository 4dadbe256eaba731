import type { Exception } from './Exception';

/** One thing that is wrong with the configuration, or worth a second look. */
export interface Finding {
  /** The full configuration key, or the name of an environment variable. */
  key: string;
  /** What is there, as the end of a sentence that begins with the key; never the value of a secret. */
  found: string;
  /** What to do, in whole sentences. */
  remedy: string;
  /** A problem stops the start; advice does not. A note is a fact to know. */
  severity: 'problem' | 'advice' | 'note';
  /** The exception with which an operator can accept the problem. */
  exception?: Exception;
}

export function problem(key: string, found: string, remedy: string): Finding {
  return { key, found, remedy, severity: 'problem' };
}

/** A problem that an operator can accept: `doctor.exceptions` in config.d.ts. */
export function exceptable(exception: Exception, finding: Finding): Finding {
  return { ...finding, exception };
}

export function advice(key: string, found: string, remedy: string): Finding {
  return { key, found, remedy, severity: 'advice' };
}

export function note(key: string, found: string, remedy: string): Finding {
  return { key, found, remedy, severity: 'note' };
}

export function hasProblem(findings: Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'problem');
}
