/**
 * Sorts the entries of a `yarn.lock` after a renaming, and the dependencies of each entry, as Yarn does. Otherwise
 * `yarn install --immutable` fails.
 */
export function sortLockfile(text: string): string {
  const [header, ...blocks] = text.trimEnd().split('\n\n');
  const settings = blocks.filter(block => block.startsWith('__metadata:'));
  const entries = blocks
    .filter(block => !block.startsWith('__metadata:'))
    .map(block => sortLists(block));
  entries.sort((a, b) => compare(keyOf(a), keyOf(b)));
  return `${[header, ...settings, ...entries].join('\n\n')}\n`;
}

function keyOf(entry: string): string {
  return entry.slice(0, entry.indexOf('\n')).replace(/^"|":?$|:$/g, '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Sorts the lists in an entry: lines that are indented by four spaces. */
function sortLists(entry: string): string {
  return entry.replaceAll(/(?:^ {4}\S.*\n?)+/gm, list => {
    const end = list.endsWith('\n') ? '\n' : '';
    const lines = list.trimEnd().split('\n');
    const name = (line: string) => line.trim().replace(/^"|"?: .*$/g, '');
    return `${lines
      .sort((a, b) => compare(name(a), name(b)))
      .join('\n')}${end}`;
  });
}
