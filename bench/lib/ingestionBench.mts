// What the benchmarks of ingestion share: the command line, a folder for files, and the end of all processes.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  orRefuse,
  readCommandLine,
  readList,
  readNumber,
} from 'tools/lib/commandLine.mts';
import { describeFailure } from 'tools/lib/describeFailure.mts';
import { Helpers } from './backends.mts';
import { readDatabase } from './options.mts';
import { databaseNames, type DatabaseName } from './workspaceDatabases.mts';

/** What a user asks for. */
export interface IngestionBenchCommand<TMore = unknown> {
  databases: DatabaseName[];
  /** How much data the workspace has. */
  sizes: number[];
  count: number;
  /** Is deleted at the end. */
  folder: string;
  /** The options of this benchmark only. */
  more: TMore;
}

interface IngestionBench<TMore> {
  help: string;
  sizes: string;
  defaults: { sizes: string; count: string };
  more: {
    /** The defaults by name. */
    defaults: Record<string, string>;
    read(values: Record<string, string>): TMore;
  };
  measure(command: IngestionBenchCommand<TMore>): Promise<string>;
}

const interrupted = new AbortController();

/** The processes of the benchmark. */
export const helpers = new Helpers(interrupted.signal);

/**
 * Runs a benchmark, and ends this process.
 *
 * @param options - `sizes`: the name of the option with the sizes; `measure`: returns the text to print
 */
export async function runIngestionBench<TMore>(
  options: IngestionBench<TMore>,
): Promise<never> {
  try {
    await run(options);
  } catch (error) {
    const { aborted } = interrupted.signal;
    console.error(aborted ? 'Interrupted.' : describeFailure(error));
    process.exit(aborted ? 130 : 1);
  }
  process.exit(0);
}

async function run<TMore>({
  help,
  sizes: name,
  defaults,
  more,
  measure,
}: IngestionBench<TMore>) {
  const { values } = readCommandLine(help, {
    options: {
      [name]: { type: 'string', default: defaults.sizes },
      database: { type: 'string', default: databaseNames.join(',') },
      count: { type: 'string', default: defaults.count },
      ...Object.fromEntries(
        Object.entries(more.defaults).map(([each, value]) => [
          each,
          { type: 'string' as const, default: value },
        ]),
      ),
    },
  });
  const command = orRefuse(help, () => ({
    databases: readList(String(values.database), readDatabase),
    sizes: readList(String(values[name]), text =>
      readNumber(`--${name}`, text, 1),
    ),
    count: readNumber('--count', String(values.count), 1),
    more: more.read(values as Record<string, string>),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'bench-ingestion-'));
  // The PostgreSQL server runs as another user if this process runs as root.
  chmodSync(folder, 0o755);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted.abort();
      helpers.endAll();
    });
  }
  try {
    console.log(`\n${await measure({ ...command, folder })}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns a table in Markdown, with the head as the first row. */
export function formatRows([head, ...lines]: (string | number)[][]): string {
  return [head, head.map(() => '---'), ...lines]
    .map(line => `| ${line.join(' | ')} |`)
    .join('\n');
}
