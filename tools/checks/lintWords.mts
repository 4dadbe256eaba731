// Checks the words of documents, comments and messages against the list in wordList.mts.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from '../lib/commandLine.mts';
import { root } from '../lib/workspace.mts';
import { findWords } from './wordList.mts';

const help = `Usage: yarn lint:words [PATH]...

Reports words that the documents, comments and messages of this repository do not use, with what to write instead.
Reads files that Git tracks.

  PATH  checks these files and folders only
`;

const hasText =
  /\.(?:md|[cm]?[jt]sx?|ya?ml|conf|sh)$|(?:^|\/)(?:yarnw|Dockerfile|run)$/;

const skipped = [
  // Written by other projects, or generated from checked files.
  /^\.yarn\//,
  /(?:^|\/)report[\w-]*\.api\.md$/,
  // The names of people, teams and repositories.
  /^packages\/bitbucket-cloud-stub\/seed\//,
  // The list itself, and its test.
  /^tools\/checks\/wordList\.(?:test\.)?mts$/,
];

function listTexts(paths: string[]): string[] {
  const files = execFileSync('git', ['ls-files', '-z', '--', ...paths], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  return files
    .split('\0')
    .filter(file => hasText.test(file))
    .filter(file => !skipped.some(pattern => pattern.test(file)))
    .filter(file => existsSync(join(root, file)));
}

const { positionals } = readCommandLine(help, {
  options: {},
  allowPositionals: true,
});

const findings = listTexts(positionals.length > 0 ? positionals : ['.'])
  .map(file => ({ file, text: readFileSync(join(root, file), 'utf8') }))
  .flatMap(({ file, text }) =>
    findWords(text, file).map(
      ({ line, word, use }) => `${file}:${line}: "${word}" -> use ${use}`,
    ),
  );

findings.forEach(finding => console.error(finding));
process.exitCode = findings.length > 0 ? 1 : 0;
