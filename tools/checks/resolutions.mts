// Fails if a version under `resolutions` of package.json has no effect any more.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { takeNoArguments } from '../lib/commandLine.mts';
import { root } from '../lib/workspace.mts';
import { findStaleResolutions, type Lockfile } from './staleResolutions.mts';

takeNoArguments(`Usage: node tools/checks/resolutions.mts

Fails if no package requests another version of a package under \`resolutions\` in package.json.
`);

const { resolutions } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const lockfile: Lockfile = parse(readFileSync(join(root, 'yarn.lock'), 'utf8'));
const stale = findStaleResolutions(resolutions, lockfile);
stale.forEach(name =>
  console.error(
    `resolutions.${name} has no effect. Remove it from package.json: docs/contribute/pins.md.`,
  ),
);
process.exitCode = stale.length > 0 ? 1 : 0;
