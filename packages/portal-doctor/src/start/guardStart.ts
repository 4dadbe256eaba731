import { checkSchemaVersion } from '../schema/checkSchemaVersion';
import { checkSettings } from '../checks/checkSettings';
import { canConnect } from '../connect/databaseConnections';
import { hasProblem, problem } from '../findings/Finding';
import { formatFinding } from '../findings/formatFindings';
import { isProduction } from '../settings/isProduction';
import { loadSettings } from '../settings/loadSettings';
import { type Settings } from '../settings/Settings';
import { findKnownMigrations } from '../schema/knownMigrations';
import { readDependencies } from '../settings/readDependencies';

export interface GuardOptions {
  argv: string[];
  environment: Record<string, string | undefined>;
  /** Path of the package.json of the backend. */
  packageFile: string;
  /** Prints each accepted exception. Default: to standard output. */
  print?(line: string): void;
}

/**
 * Checks the complete configuration before the portal starts, so that a portal that is not fit for
 * production writes nothing to a database. Does nothing outside production.
 *
 * @returns the settings in production, otherwise `undefined`
 * @throws Error whose message lists all problems, one per line
 */
export async function guardStart(
  options: GuardOptions,
): Promise<Settings | undefined> {
  const { argv, environment, packageFile, print = printLine } = options;
  const { settings, findings: unreadable } = await loadSettings(
    argv,
    environment,
  );
  if (!isProduction(settings)) {
    return undefined;
  }
  const findings = checkSettings(settings, {
    earlier: unreadable,
    installed: readDependencies(packageFile),
  });
  if (environment.NODE_ENV !== 'production') {
    findings.push(
      problem(
        'NODE_ENV',
        `is ${
          environment.NODE_ENV ?? 'unset'
        }, so error responses contain internal details`,
        'Set it to production.',
      ),
    );
  }
  if (!hasProblem(findings) && canConnect(settings)) {
    findings.push(
      ...(await checkSchemaVersion(settings, findKnownMigrations(packageFile))),
    );
  }
  if (hasProblem(findings)) {
    throw new Error(
      [
        'The portal did not start, and wrote nothing to its database:',
        ...findings
          .filter(({ severity }) => severity === 'problem')
          .map(each => `  - ${formatFinding(each)}`),
      ].join('\n'),
    );
  }
  findings
    .filter(({ exception }) => exception !== undefined)
    .forEach(each => print(formatFinding(each)));
  return settings;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
