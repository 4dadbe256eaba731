import type { Preview } from '../../plugins/catalog-backend-module-bitbucket-workspace/src/preview/previewRun.ts';

const barWidth = 30;

/** Returns a progress bar for a terminal; nothing if the output is a file. */
export function drawProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
) {
  return {
    update(read: number, total: number | undefined) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${formatProgress(read, total)}`);
      }
    },
    clear() {
      if (stream.isTTY) {
        stream.write('\r\u001b[K');
      }
    },
  };
}

export function formatProgress(read: number, total: number | undefined) {
  if (!total) {
    return `${read} members read …`;
  }
  const full = Math.min(barWidth, Math.round((read / total) * barWidth));
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  return `${bar} ${read} of ${total} members`;
}

/** Returns the table, and a summary. */
export function formatPreview({ lines, outcome }: Preview): string {
  const rows = lines.map(({ change, entityRef, about }) => [
    change,
    entityRef,
    about,
  ]);
  const widths = [0, 1, 2].map(column =>
    Math.max(0, ...rows.map(row => row[column].length)),
  );
  const table = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const { added, changed, removed, heldBack, besides } = outcome;
  const counts = [
    `${added} to add`,
    `${changed} to change`,
    `${removed} to remove`,
    ...(heldBack > 0 ? [`${heldBack} held back, so nothing would change`] : []),
    ...Object.entries(besides)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`),
  ];
  return [...table, ...(table.length > 0 ? [''] : []), counts.join(', ')].join(
    '\n',
  );
}
