// Makes a fork in a scratch folder and runs all checks and tests in it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { run } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';
import { cloneWithChanges } from './cloneWithChanges.mts';

/** The checks, in their order. */
const steps: Record<string, string[]> = {
  init: ['fork:init', '--company', 'Acme', '--scope', '@acme-portal'],
  config: ['config:check'],
  format: ['format:check'],
  tsc: ['tsc'],
  lint: ['lint'],
  api: ['api-reports:check'],
  test: ['test'],
};

const help = `Usage: yarn fork:check [CHECK]... [--keep]

Makes a fork in a scratch folder, with the changes that are not committed, and runs checks and tests in it. It takes
as long as these do.

  CHECK   ${Object.keys(steps).slice(1).join(', ')}; default: all of them
  --keep  keeps the folder and prints its path`;

const command = readCommandLine(help, {
  options: { keep: { type: 'boolean' } },
  allowPositionals: true,
});
const { values } = command;
const positionals: string[] = command.positionals;
const unknown = positionals.find(name => !(name in steps));
if (unknown !== undefined) {
  refuse(help, `The check "${unknown}" does not exist.`);
}
const wanted = Object.keys(steps).filter(
  name =>
    name === 'init' || positionals.length === 0 || positionals.includes(name),
);

const scratch = mkdtempSync(join(tmpdir(), 'fork-check-'));
const clone = join(scratch, 'portal');
const failed: string[] = [];
try {
  cloneWithChanges(root, clone);
  for (const name of wanted) {
    console.log(`\n=== ${name}: ./yarnw ${steps[name].join(' ')}`);
    const code = await run(join(clone, 'yarnw'), steps[name], { cwd: clone });
    if (code !== 0) {
      failed.push(name);
    }
    if (name === 'init' && code !== 0) {
      break;
    }
  }
} finally {
  if (values.keep) {
    console.log(`\nThe fork is in ${clone}`);
  } else {
    rmSync(scratch, { recursive: true, force: true });
  }
}
console.log(
  failed.length === 0
    ? `\nThe fork passes: ${wanted.join(', ')}`
    : `\nThe fork fails: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
