import type { SessionTableSize } from './sessionTable.mts';
import { median } from './statistics.mts';

/** The state after one tenth of an endurance test. */
export interface EnduranceStep {
  /** From 0 to 1. */
  share: number;
  /** Since the start. */
  signIns: number;
  refreshes: number;
  /** Memory of the backend after a garbage collection. */
  memory: NodeJS.MemoryUsage;
  table: SessionTableSize;
  /** Durations of refreshes in this tenth. */
  refreshMs: number[];
  seconds: number;
}

const head = [
  'Done',
  'Sign-ins',
  'Refreshes',
  'Resident MB',
  'Heap MB',
  'Sessions, live of all',
  'Table MB',
  'Refresh ms',
  's',
];

/** Returns the head of a Markdown table for the lines of {@link formatStep}. */
export function formatHead(): string {
  return [head, head.map(() => '---')].map(formatLine).join('\n');
}

export function formatStep(step: EnduranceStep): string {
  const { memory, table, refreshMs } = step;
  return formatLine([
    `${Math.round(step.share * 100)} %`,
    step.signIns,
    step.refreshes,
    megabytes(memory.rss),
    megabytes(memory.heapUsed),
    `${table.live} of ${table.rows}`,
    megabytes(table.bytes),
    refreshMs.length > 0 ? median(refreshMs).toFixed(1) : '',
    step.seconds.toFixed(0),
  ]);
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

function formatLine(cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
