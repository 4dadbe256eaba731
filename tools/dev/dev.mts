// Starts the portal for development: front end, backend and, without credentials for
// Bitbucket Cloud, the stub.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeFailure } from '../lib/describeFailure.mts';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import { readCommandLine } from '../lib/commandLine.mts';
import { chooseDevMode, configFiles, findUnusedVariables } from './devMode.mts';
import { runSession, tell } from './devSession.mts';
import { backend, partsOf } from './parts.mts';
import { readWebhook } from './readWebhook.mts';
import { prepareSeed } from '../lib/people.mts';
import { complainAboutTakenPorts } from '../lib/ports.mts';
import { root } from '../lib/workspace.mts';
import { findDocumented } from '../docs/documented.mts';
import { keepRendered } from '../docs/keepRendered.mts';

const help = `Usage: yarn dev [--verbose] [--seed FILE] [--live]

Starts the portal for development: front end, backend and, without credentials for Bitbucket Cloud, the stub.

  --verbose    also shows every request to the backend
  --seed FILE  accounts and workspaces of the stub; default: its own company, and the users in the files of the catalog
  --live       makes the company of the stub live: every 30 seconds, someone pushes, reviews, merges or deploys
`;

async function main(): Promise<number> {
  const { values } = readCommandLine(help, {
    options: {
      verbose: { type: 'boolean' },
      seed: { type: 'string' },
      live: { type: 'boolean' },
    },
  });
  const choice = chooseDevMode(process.env);
  if ('complaint' in choice) {
    tell(choice.complaint);
    return 1;
  }
  const { mode } = choice;
  findUnusedVariables(mode, process.env).forEach(tell);
  const parts = partsOf(mode);
  const complaints = await complainAboutTakenPorts(parts);
  if (complaints.length > 0) {
    complaints.forEach(tell);
    return 1;
  }
  const files = configFiles(
    mode,
    existsSync(join(root, 'app-config.local.yaml')),
  );
  const catalog = readCatalogSettings(files.map(file => join(root, file)));
  const users = catalog.files
    .flatMap(readCatalogFile)
    .map(({ entity }) => entity)
    .filter(({ kind }) => kind === 'User');
  const seed = prepareSeed(users, values.seed && resolve(values.seed), {
    allowedWorkspaces: catalog.allowedWorkspaces,
    webhook: readWebhook(
      files.map(file => join(root, file)),
      backend.url,
    ),
  });
  keepRendered(findDocumented(), join(root, 'site')).forEach(tell);
  return runSession({
    mode,
    parts,
    configFiles: files,
    isVerbose: values.verbose ?? false,
    isLive: values.live ?? false,
    people: seed.people,
    seedFile: seed.file,
    hasProviders: catalog.hasProviders,
  });
}

main().then(
  code => process.exit(code),
  error => {
    tell(describeFailure(error));
    process.exit(1);
  },
);
