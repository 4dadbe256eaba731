import { Refusal, type Manifest } from './manifest.mts';
import type { PortalFacts } from './readPortal.mts';

/**
 * Compares a backup with this build and its configuration.
 *
 * @param withoutSessions - whether the sessions are left out
 * @throws Refusal if the portal could not use the data
 */
export function checkFit(
  manifest: Manifest,
  portal: PortalFacts,
  withoutSessions: boolean,
): void {
  const { createdAt, division, portalVersion } = manifest;
  const later = `Check out version ${portalVersion} of the portal or a later one, and run this again.`;
  if (division !== portal.division) {
    throw new Refusal(
      `The backup has a ${division} for each plugin, but backend.database.pluginDivisionMode is ${portal.division}. Set it to ${division}.`,
    );
  }
  const unknown = findUnknownMigration(manifest, portal.knownMigrations);
  if (unknown) {
    throw new Refusal(
      `The backup of ${createdAt} is from a newer build: this one does not know the migration ${unknown}. ${later}`,
    );
  }
  if (withoutSessions) {
    return;
  }
  if (manifest.sessions.format > portal.sessionFormat) {
    throw new Refusal(
      `The sessions of the backup have a newer format than this build can read. ${later} Or add --without-sessions, and all users sign in again.`,
    );
  }
  for (const [environment, count] of Object.entries(
    manifest.sessions.environments,
  )) {
    const now = portal.consumers[environment];
    if (now === undefined || now !== manifest.consumers[environment]) {
      const what =
        now === undefined
          ? `the configuration has no OAuth consumer for "${environment}"`
          : 'the configuration has another OAuth consumer';
      throw new Refusal(
        `Bitbucket does not accept the tokens in the ${count} sessions of the backup, because ${what}. Set auth.providers.bitbucket.${environment}.clientId to the key of the consumer of the backup, or add --without-sessions, and all users sign in again.`,
      );
    }
  }
}

/** Returns a migration as `<table>: <name>`. */
function findUnknownMigration(
  { databases }: Manifest,
  known: Set<string>,
): string | undefined {
  return databases
    .flatMap(({ migrations }) => Object.entries(migrations))
    .flatMap(([table, names]) =>
      names.filter(name => !known.has(name)).map(name => `${table}: ${name}`),
    )
    .at(-1);
}
