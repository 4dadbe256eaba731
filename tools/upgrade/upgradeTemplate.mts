// Merges a version of the template into a fork.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { root } from '../lib/workspace.mts';
import { renameTree } from '../fork/renameTree.mts';
import { mergeTemplate } from './mergeTemplate.mts';
import { Refusal, requireCleanTree } from './prepare.mts';
import { WorkTree } from './workTree.mts';

const usage = `Usage: yarn upgrade:template VERSION [--base COMMIT]

Merges a version of the template into the current branch of a fork that fork:init has made. The names of the template are
replaced first, so conflicts are only where the fork changed the same lines.

  VERSION        a tag, branch or commit of the template. Fetch it before: git fetch --tags <URL of the template>
  --base COMMIT  the commit of the template that became the fork. Default: the last one that both have in common
`;

const { values, positionals } = readCommandLine(usage, {
  options: { base: { type: 'string' } },
  allowPositionals: true,
});
const [version, ...others] = positionals;
if (!version || others.length > 0) {
  refuse(
    usage,
    version
      ? `The argument "${others[0]}" is not expected.`
      : 'The version of the template is missing.',
  );
}

async function main(): Promise<number> {
  const record = join(root, 'fork.json');
  if (!existsSync(record)) {
    throw new Refusal(
      'This repository has no fork.json, so its names are those of the template. Use git merge, or run ./yarnw fork:init first.',
    );
  }
  requireCleanTree(new WorkTree(root));
  const { answers } = JSON.parse(readFileSync(record, 'utf8'));
  const conflicts = await mergeTemplate(root, {
    version,
    base: values.base,
    rename: folder => renameTree(folder, answers),
  });
  if (conflicts.length > 0) {
    console.error(
      [
        `The fork and the template changed the same lines of ${conflicts.length} files:`,
        ...conflicts.map(file => `  ${file}`),
        'Resolve them, then run git commit. For yarn.lock, run ./yarnw install. To go back: git merge --abort',
      ].join('\n'),
    );
    return 1;
  }
  console.log(
    `Merged ${version}. Read docs/operate/upgrade.md, then run ./yarnw install and ./yarnw test.`,
  );
  return 0;
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
