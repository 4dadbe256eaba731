/** A check after the change, and the command that runs it. */
export interface Check {
  name: string;
  command: string;
  /** What to do if it fails, besides reading its output. */
  hint?: string;
  /** Whether it fails if undocumented behavior of Backstage changes. */
  guardsSeams?: boolean;
}

/** From the fastest to the slowest one. */
export const checks: Check[] = [
  { name: 'tsc', command: 'tsc', guardsSeams: true },
  { name: 'lint', command: 'lint' },
  { name: 'config', command: 'config:check' },
  {
    name: 'api-reports',
    command: 'api-reports:check',
    hint: 'A changed type of Backstage changes the reports. Run the command again with --keep, then ./yarnw api-reports, and review the diff.',
  },
  { name: 'unit', command: 'test:unit', guardsSeams: true },
  { name: 'tools', command: 'test:tools', guardsSeams: true },
  { name: 'e2e', command: 'test:e2e', guardsSeams: true },
];

export const checkNames = ['none', ...checks.map(({ name }) => name)];

/**
 * Returns the checks up to the named one.
 *
 * @throws Error with a message for the user
 */
export function checksUpTo(last: string): Check[] {
  const end = checkNames.indexOf(last);
  if (end < 0) {
    throw new Error(
      `--checks accepts ${checkNames.join(', ')}; it found "${last}".`,
    );
  }
  return checks.slice(0, end);
}
