// Starts the portal for development: front end, backend and, without credentials for
// Bitbucket Cloud, the stub.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from '../lib/describeFailure.mts';
import { readCommandLine } from '../lib/commandLine.mts';
import { chooseDevMode, configFiles, findUnusedVariables } from './devMode.mts';
import { tell } from './devSession.mts';
import { partsOf } from './parts.mts';
import { startSession } from './startSession.mts';
import { root } from '../lib/workspace.mts';

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
  return startSession({
    mode,
    parts: partsOf(mode),
    configFiles: configFiles(
      mode,
      existsSync(join(root, 'app-config.local.yaml')),
    ),
    seed: values.seed,
    isVerbose: values.verbose ?? false,
    isLive: values.live ?? false,
    prepare: async () => ({ script: 'dev', environment: {} }),
  });
}

main().then(
  code => process.exit(code),
  error => {
    tell(describeFailure(error));
    process.exit(1);
  },
);
