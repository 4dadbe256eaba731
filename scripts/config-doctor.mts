// Says what is missing from the configuration for production, or contradicts itself, and starts
// nothing. yarn config:doctor [--connect] [--config FILE …]
import { requireFrom } from './lib/workspace.mts';

const require = requireFrom('packages/backend');

// The backend's own check, from its sources.
require('@backstage/cli/config/nodeTransform.cjs');
const { runDoctor } =
  require('./src/doctor') as typeof import('../packages/backend/src/doctor/index.ts');

const production = ['app-config.yaml', 'app-config.production.yaml'];
const argv = process.argv.slice(2);
const hasFiles = argv.some(argument => /^--config(=|$)/.test(argument));

process.exitCode = await runDoctor({
  argv: hasFiles
    ? argv
    : [...production.flatMap(file => ['--config', file]), ...argv],
  environment: process.env,
  isTerminal: process.stdout.isTTY === true,
  print: line => console.log(line),
});
