import { checkSchemaVersion } from './schema/checkSchemaVersion';
import { checkSettings } from './checks/checkSettings';
import { countUsers } from './connect/countUsers';
import { connectToBitbucket } from './connect/connectToBitbucket';
import { connectToCache } from './connect/connectToCache';
import { canConnect } from './connect/databaseConnections';
import { connectToDatabase } from './connect/connectToDatabase';
import { connectToIntegration } from './connect/connectToIntegration';
import { type Finding, hasProblem } from './findings/Finding';
import { coloured, formatFindings, plain } from './findings/formatFindings';
import { findKnownMigrations } from './schema/knownMigrations';
import { loadSettings } from './settings/loadSettings';
import { readDependencies } from './settings/readDependencies';
import { type Settings } from './settings/Settings';

/**
 * Options of {@link runDoctor}.
 *
 * @public
 */
export interface DoctorOptions {
  /** Arguments of the backend. */
  argv: string[];
  /** Whether the doctor also connects to the servers. */
  connect: boolean;
  /** Path of the package.json of the backend. */
  packageFile: string;
  /** Environment variables of the portal. */
  environment: Record<string, string | undefined>;
  /** Whether the output can contain colors. */
  isTerminal: boolean;
  /** Receives each line of the output. */
  print(line: string): void;
}

/**
 * Checks the configuration for production, in any environment. Starts nothing.
 *
 * @returns the exit code: 1 if there is a problem, 0 otherwise
 *
 * @public
 */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { argv, connect, environment, isTerminal, print } = options;
  const loaded = await loadSettings(argv, environment);
  const findings = checkSettings(loaded.settings, {
    earlier: loaded.findings,
    installed: readDependencies(options.packageFile),
  });
  if (connect) {
    findings.push(
      ...(await tryServers(loaded.settings, findings, options.packageFile)),
    );
  }
  const useColour = isTerminal && !environment.NO_COLOR;
  formatFindings(findings, useColour ? coloured : plain).forEach(print);
  return hasProblem(findings) ? 1 : 0;
}

/** Connects to each server whose own settings are valid, so that no secret goes to a rejected host. */
async function tryServers(
  settings: Settings,
  earlier: Finding[],
  packageFile: string,
): Promise<Finding[]> {
  const isFit = (key: string) =>
    !hasProblem(earlier.filter(finding => finding.key.startsWith(key)));
  const findings: Finding[] = [];
  if (isFit('backend.database.')) {
    const found = await connectToDatabase(settings);
    findings.push(...found);
    if (!hasProblem(found) && canConnect(settings)) {
      findings.push(
        ...(await checkSchemaVersion(
          settings,
          findKnownMigrations(packageFile),
        )),
      );
      findings.push(...(await countUsers(settings)));
    }
  }
  if (isFit('backend.cache.') && isFit('backend.rateLimit.')) {
    findings.push(...(await connectToCache(settings)));
  }
  if (isFit('auth.providers.bitbucket.') && isFit('backend.baseUrl')) {
    findings.push(...(await connectToBitbucket(settings)));
  }
  if (isFit('integrations.bitbucketCloud')) {
    findings.push(...(await connectToIntegration(settings)));
  }
  return findings;
}
