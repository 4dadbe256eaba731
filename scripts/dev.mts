// Starts the portal for development: front end, backend and, without credentials for
// Bitbucket Cloud, the stub. yarn dev [--verbose]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseDevMode, configFiles } from './lib/dev-mode.mts';
import { runSession, tell } from './lib/dev-session.mts';
import { partsOf } from './lib/parts.mts';
import { complainAboutTakenPorts } from './lib/ports.mts';
import { root } from './lib/workspace.mts';

async function main(): Promise<number> {
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
    isVerbose: process.argv.includes('--verbose'),
  });
}

main().then(code => process.exit(code));
