const barWidth = 30;

/** What a command prints. */
export interface PrintedPreview {
  /** The cells of the table. */
  rows: readonly (readonly string[])[];
  /** The parts of the summary. */
  counts: readonly string[];
}

/** How many entities a run would add, change and remove. */
export interface ChangeCounts {
  added: number;
  changed: number;
  removed: number;
  heldBack: number;
}

/** Returns a progress bar for a terminal; nothing if the output is a file. */
export function drawProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  what: string,
) {
  return {
    update(read: number, total: number | undefined) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${formatProgress(read, total, what)}`);
      }
    },
    clear() {
      if (stream.isTTY) {
        stream.write('\r\u001b[K');
      }
    },
  };
}

export function formatProgress(
  read: number,
  total: number | undefined,
  what: string,
) {
  if (!total) {
    return `${read} ${what} read …`;
  }
  const full = Math.min(barWidth, Math.round((read / total) * barWidth));
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  return `${bar} ${read} of ${total} ${what}`;
}

/** Returns the parts of a summary, without those that are zero in `others`. */
export function describeCounts(
  { added, changed, removed, heldBack }: ChangeCounts,
  heldBackMeans: string,
  others: Record<string, number>,
): string[] {
  return [
    `${added} to add`,
    `${changed} to change`,
    `${removed} to remove`,
    ...(heldBack > 0 ? [`${heldBack} held back, so ${heldBackMeans}`] : []),
    ...Object.entries(others)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`),
  ];
}

/** Returns the table, and a summary. */
export function formatPreview({ rows, counts }: PrintedPreview): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column].length), 0),
  );
  const table = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [...table, ...(table.length > 0 ? [''] : []), counts.join(', ')].join(
    '\n',
  );
}
