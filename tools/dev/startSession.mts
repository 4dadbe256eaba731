import { join, resolve } from 'node:path';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import type { DevMode } from './devMode.mts';
import { runSession, tell, type Program } from './devSession.mts';
import { backend, type Part } from './parts.mts';
import { readWebhook } from './readWebhook.mts';
import { prepareSeed } from '../lib/people.mts';
import { complainAboutTakenPorts } from '../lib/ports.mts';
import { root } from '../lib/workspace.mts';
import { findDocumented } from '../docs/documented.mts';
import { keepRendered } from '../docs/keepRendered.mts';

/** What a user chooses for a session. */
export interface SessionChoice {
  mode: DevMode;
  parts: Part[];
  /** Names of the configuration files in the repository; later ones take precedence. */
  configFiles: string[];
  /** The seed of the stub; default: its own company, and the users in the files of the catalog. */
  seed: string | undefined;
  isVerbose: boolean;
  isLive: boolean;
  /** Prepared only if the ports are free. */
  prepare(): Promise<Program>;
}

/**
 * Prepares the accounts of the stub and the documentation, and runs the parts until one of them or the user ends.
 *
 * @returns the exit code
 */
export async function startSession(choice: SessionChoice): Promise<number> {
  const { parts, configFiles } = choice;
  const complaints = await complainAboutTakenPorts(parts);
  if (complaints.length > 0) {
    complaints.forEach(tell);
    return 1;
  }
  const files = configFiles.map(file => join(root, file));
  const catalog = readCatalogSettings(files);
  const users = catalog.files
    .flatMap(readCatalogFile)
    .map(({ entity }) => entity)
    .filter(({ kind }) => kind === 'User');
  const seed = prepareSeed(users, choice.seed && resolve(choice.seed), {
    allowedWorkspaces: catalog.allowedWorkspaces,
    webhook: readWebhook(files, backend.url),
  });
  keepRendered(findDocumented(), join(root, 'site')).forEach(tell);
  return runSession({
    ...choice,
    program: await choice.prepare(),
    people: seed.people,
    seedFile: seed.file,
    hasProviders: catalog.hasProviders,
  });
}
