// Starts the portal for development: front end, backend and, without credentials for
// Bitbucket Cloud, the stub.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './lib/command-line.mts';
import { chooseDevMode, configFiles } from './lib/dev-mode.mts';
import { runSession, tell } from './lib/dev-session.mts';
import { partsOf } from './lib/parts.mts';
import { complainAboutTakenPorts } from './lib/ports.mts';
import { root } from './lib/workspace.mts';

const help = `Usage: yarn dev [--verbose]

Starts the portal for development: front end, backend and, without credentials for Bitbucket Cloud, the stub.

  --verbose  also shows every request to the backend
`;

async function main(): Promise<number> {
  const { values } = readCommandLine(help, {
    options: { verbose: { type: 'boolean' } },
  });
  const choice = chooseDevMode(process.env);
  if ('complaint' in choice) {
    tell(choice.complaint);
    return 1;
  }
  const { mode } = choice;
  const parts = partsOf(mode);
  const complaints = await complainAboutTakenPorts(parts);
  if (complaints.length > 0) {
    complaints.forEach(tell);
    return 1;
  }
  const hasLocal = existsSync(join(root, 'app-config.local.yaml'));
  return runSession({
    mode,
    parts,
    configFiles: configFiles(mode, hasLocal),
    isVerbose: values.verbose ?? false,
  });
}

main().then(code => process.exit(code));
