import type { Seam } from '../docs/seams.mts';

const page = 'docs/contribute/upstream-seams.md';

/** How many files and packages of a failed check are listed. */
const most = 5;

/** Lines of a test runner about a test file that passed. */
const passed = /^(?:.*\bPASS\b|\s*✔)/;

/** Returns the files and packages of this repository that the output of a failed check names. */
export function findNamedFiles(output: string): string[] {
  const text = output
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .filter(line => !passed.test(line))
    .join('\n');
  return [
    ...new Set(
      [
        ...text.matchAll(
          /(?<![\w.@-])(?:packages|plugins|tools|e2e|bench)\/[\w./-]+?\.(?:m?tsx?|cjs)\b/g,
        ),
      ].map(([file]) => file),
    ),
  ];
}

/** Returns sentences about the seams to which the files of a failed check belong. */
export function explainSeams(files: string[], seams: Seam[]): string[] {
  const exact = seams.filter(({ file, tests }) =>
    [file, ...tests].some(each => files.includes(each)),
  );
  if (exact.length > 0) {
    return exact
      .slice(0, most)
      .map(
        ({ file, reliesOn, links }) =>
          `${file} relies on undocumented behavior: ${reliesOn}\n  Upstream code: ${links.join(
            ', ',
          )}\n  See ${linkTo(file)}`,
      );
  }
  const folders = new Set(files.map(folderOf));
  return [
    ...new Set(
      seams
        .map(({ file }) => file)
        .filter(file => folders.has(folderOf(file)))
        .map(
          file =>
            `${folderOf(file)} relies on undocumented behavior. See ${linkTo(
              file,
            )}`,
        ),
    ),
  ].slice(0, most);
}

function folderOf(file: string): string {
  const parts = file.split('/');
  return parts.slice(0, parts[0] === 'tools' ? 1 : 2).join('/');
}

function linkTo(file: string): string {
  return `${page}#${folderOf(file).replaceAll('/', '')}`;
}
