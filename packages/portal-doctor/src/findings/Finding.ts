import type { Exception } from './Exception';

/** A problem with the configuration, advice or a note. */
export interface Finding {
  /** The full configuration key, or the name of an environment variable. */
  key: string;
  /** The value, as the end of a sentence that begins with the key; never the value of a secret. */
  found: string;
  /** The remedy, in whole sentences. */
  remedy: string;
  /** A problem stops the start. Advice and notes do not. */
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
