// Checks the configuration for production. Starts nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { createSourceRequire, root } from '../lib/workspace.mts';

const help = `Usage: yarn config:doctor [--connect] [--config FILE]...

Checks the configuration for production. Starts nothing.

  --connect      also connects to the database, the cache and Bitbucket
  --config FILE  can be repeated: all files of the portal, in the same order; default: app-config.yaml and
                 app-config.production.yaml`;

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
  refuse(help, `The file ${missing} does not exist.`);
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
