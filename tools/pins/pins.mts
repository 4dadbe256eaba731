// Writes docs/contribute/pins.md from renovate.json, or with --check fails if pins are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCommandLine } from '../lib/commandLine.mts';
import { formatMarkdown } from '../lib/formatMarkdown.mts';
import { root } from '../lib/workspace.mts';
import { findEndedPins, findPinProblems } from './findPinProblems.mts';
import { readPins } from './readPins.mts';
import { writePinsPage } from './writePinsPage.mts';

const { values } = readCommandLine(
  `Usage: yarn pins [--check] [--ended]

Writes docs/contribute/pins.md from the rules of renovate.json that hold a version, and fails if they differ from package.json.

  --check  writes nothing, and fails if the page is not up to date
  --ended  also fails if the date of a pin is over
`,
  { options: { check: { type: 'boolean' }, ended: { type: 'boolean' } } },
);

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { resolutions } = JSON.parse(read('package.json'));
const pins = readPins(JSON.parse(read('renovate.json')));
const problems = findPinProblems(pins, resolutions, parse(read('yarn.lock')));
if (values.ended) {
  const today = new Date().toISOString().slice(0, 10);
  problems.push(...findEndedPins(pins, today));
}
const page = join(root, 'docs/contribute/pins.md');
const text = await formatMarkdown(page, writePinsPage(pins, resolutions));
if (!values.check) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  problems.push('docs/contribute/pins.md is not up to date. Run ./yarnw pins.');
}
problems.forEach(problem => console.error(problem));
console.log(`${pins.length} pins, ${problems.length} problems.`);
process.exitCode = problems.length > 0 ? 1 : 0;
