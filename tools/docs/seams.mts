import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A place that depends on behavior which Backstage, or another library, does not document. */
export interface Seam {
  /** Relative to the repository. */
  file: string;
  /** What the code relies on. */
  reliesOn: string;
  /** URLs of the upstream code. */
  links: string[];
  /** The test files that fail if it changes, relative to the repository. */
  tests: string[];
}

/**
 * Reads the `@seam` comments of all TypeScript in git. A seam is guarded by the test file beside it, by the test files that
 * import its file, or by the one that its comment names with `@seamTest`.
 */
export function readSeams(root: string): Seam[] {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mts'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(file => file && existsSync(join(root, file)));
  const contents = new Map(
    files.map(file => [file, readFileSync(join(root, file), 'utf8')] as const),
  );
  const testsOf = (file: string) =>
    files.filter(
      each =>
        /\.test\.m?tsx?$/.test(each) &&
        (each === file ||
          each.replace('.test.', '.') === file ||
          importsFile(each, contents.get(each)!, file)),
    );
  return [...contents].flatMap(([file, text]) =>
    findComments(text)
      .filter(() => !/^tools\/docs\/(writeS|s)eams/.test(file))
      .map(comment => {
        const named = /@seamTest (\S+)/.exec(comment)?.[1];
        return {
          file,
          ...read(comment),
          tests: named ? [named] : testsOf(file),
        };
      }),
  );
}

/** Returns the text of each comment from `@seam` to the next empty line, tag or end. */
function findComments(text: string): string[] {
  return [
    ...text.matchAll(
      /@seam\b(?!Test)[^]*?(?=\*\/|\n\s*\*\s*\n|\n\s*\* @(?!seamTest)|\n(?!\s*(?:\*|\/\/)))/g,
    ),
  ].map(([comment]) => comment.replace(/\n\s*(?:\*|\/\/) ?/g, ' ').trim());
}

function read(comment: string): Pick<Seam, 'reliesOn' | 'links'> {
  const text = comment.replace(/@seamTest \S+/, '').replace(/^@seam\s*/, '');
  const links = text.match(/https:\/\/\S+/g) ?? [];
  const reliesOn = links
    .reduce((rest, link) => rest.replace(link, ''), text)
    .replace(/\s+/g, ' ')
    .replace(/[\s:]+$/, '')
    .trim();
  return { reliesOn, links };
}

function importsFile(test: string, text: string, file: string): boolean {
  const stem = basename(file).replace(/\.\w+$/, '');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)].some(
    ([, path]) =>
      resolve('/', dirname(test), path).replace(/\.m?tsx?$/, '') ===
      resolve('/', dirname(file), stem),
  );
}

/** Returns the missing parts of each seam: a sentence, a link or a test. */
export function findSeamProblems(seams: Seam[]): string[] {
  return seams.flatMap(({ file, reliesOn, links, tests }) => [
    ...(reliesOn
      ? []
      : [`${file}: @seam does not describe what the code relies on.`]),
    ...(links.length > 0
      ? []
      : [`${file}: @seam has no link to the code of the library.`]),
    ...(tests.length > 0
      ? []
      : [`${file}: no test imports this file. Name one with @seamTest.`]),
  ]);
}

/** Returns the page `docs/contribute/upstream-seams.md`. */
export function writeSeams(seams: Seam[]): string {
  const packages = Map.groupBy(seams, ({ file }) =>
    file
      .split('/')
      .slice(0, file.startsWith('tools/') ? 1 : 2)
      .join('/'),
  );
  const sections = [...packages].map(
    ([name, found]) =>
      `## ${name}\n\n| File | Relies on | Test |\n| --- | --- | --- |\n${found
        .map(row => formatRow(name, row))
        .join('\n')}\n`,
  );
  return `# Upstream seams

<!-- Written by \`./yarnw seams\` from the @seam comments in the code. Do not edit. -->

This repository depends on behavior of Backstage and other libraries that they do not document, in ${
    seams.length
  } places. A test
fails in each case if the behavior changes. [Upgrade Backstage](upgrade-backstage.md) describes when to read this page.

${sections.join('\n')}`;
}

function formatRow(folder: string, { file, reliesOn, links, tests }: Seam) {
  const short = (path: string) =>
    path.replace(`${folder}/`, '').replace(/^src\//, '');
  const escaped = reliesOn
    .replaceAll('|', '\\|')
    .replace(/\{@link (\w+)\}/g, '`$1`');
  const sources = links.map(
    (link, index) =>
      `[${links.length > 1 ? `source ${index + 1}` : 'source'}](${link})`,
  );
  return `| \`${short(file)}\` | ${[escaped, ...sources].join(' ')} | ${tests
    .map(test => `\`${short(test)}\``)
    .join(', ')} |`;
}
