// Says what is missing from the configuration for production, or contradicts itself, and starts
// nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { createSourceRequire, root } from '../lib/workspace.mts';

const help = `Usage: yarn config:doctor [--connect] [--config FILE]...

Says what the configuration lacks for production, or where it contradicts itself. Starts nothing.

  --connect      also tries the database, the cache and Bitbucket
  --config FILE  may be given more than once: all files of the portal, in the same order; default: app-config.yaml and
                 app-config.production.yaml
`;

const { values } = readCommandLine(help, {
  options: {
    connect: { type: 'boolean' },
    config: { type: 'string', multiple: true },
  },
});
const files = values.config ?? [
  'app-config.yaml',
  'app-config.production.yaml',
];

const missing = values.config?.find(file => !existsSync(file));
if (missing !== undefined) {
  refuse(help, `There is no file ${missing}.`);
}

const require = createSourceRequire(import.meta.url);
// The backend's own check, from its sources.
const { runDoctor } =
  require('@backstage-bitbucket/portal-doctor') as typeof import('@backstage-bitbucket/portal-doctor');

process.exitCode = await runDoctor({
  argv: files.flatMap(file => ['--config', file]),
  connect: values.connect ?? false,
  environment: process.env,
  isTerminal: process.stdout.isTTY === true,
  packageFile: join(root, 'packages/backend/package.json'),
  print: line => console.log(line),
});
