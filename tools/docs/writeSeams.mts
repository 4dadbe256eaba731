// Writes docs/contribute/upstream-seams.md, or with --check fails if it is not up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from '../lib/commandLine.mts';
import { formatMarkdown } from '../lib/formatMarkdown.mts';
import { root } from '../lib/workspace.mts';
import { findSeamProblems, readSeams, writeSeams } from './seams.mts';

const { values } = readCommandLine(
  `Usage: yarn seams [--check]

Writes docs/contribute/upstream-seams.md from the comments with the seam tag.

  --check  writes nothing, and fails if the page is not up to date
`,
  { options: { check: { type: 'boolean' } } },
);

const page = join(root, 'docs/contribute/upstream-seams.md');
const seams = readSeams(root);
const problems = findSeamProblems(seams);
const text = await formatMarkdown(page, writeSeams(seams));
if (
  values.check &&
  (!existsSync(page) || readFileSync(page, 'utf8') !== text)
) {
  problems.push(
    'docs/contribute/upstream-seams.md is not up to date. Run ./yarnw seams.',
  );
}
if (!values.check) {
  writeFileSync(page, text);
}
problems.forEach(problem => console.error(problem));
console.log(`${seams.length} seams, ${problems.length} problems.`);
process.exitCode = problems.length > 0 ? 1 : 0;
