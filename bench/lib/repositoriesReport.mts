import type { IngestionRun } from './ingestionBackend.mts';
import { formatRows } from './ingestionBench.mts';
import {
  CHANGED,
  REPOSITORIES_OF_PUSHES,
  type OneProject,
  type Pushes,
  type Runs,
} from './repositoriesMeasurements.mts';
import { median } from './statistics.mts';

const formatRun = ({ calls, seconds }: IngestionRun) =>
  `${calls} (${seconds.toFixed(1)})`;

export function formatRuns(all: Runs[]): string {
  return formatRows([
    [
      'Module',
      'Repositories',
      'Database',
      'Found',
      'First run: calls (s)',
      'No change: calls (s)',
      `${CHANGED} changed: calls (s)`,
      'Memory in use MB, before → peak',
    ],
    ...all.map(({ changed, first, unchanged, ...subject }) => [
      subject.module,
      subject.repositories,
      subject.database,
      first.found,
      formatRun(first),
      formatRun(unchanged),
      formatRun(changed),
      `${first.memoryBefore.toFixed(0)} → ${first.memoryPeak.toFixed(0)}`,
    ]),
  ]);
}

export function formatOneProject(all: OneProject[]): string {
  return formatRows([
    ['Module', 'In one project', 'Database', 'Found', 'First run: calls (s)'],
    ...all.map(({ database, first, module, repositories }) => [
      module,
      repositories,
      database,
      first.found,
      formatRun(first),
    ]),
  ]);
}

export function formatPushes(all: Pushes[]): string {
  return formatRows([
    [
      'Module',
      'Database',
      'Pushes',
      'Calls',
      'Push to catalog ms, median',
      'Longest',
      `Calls to process ${REPOSITORIES_OF_PUSHES} repositories again`,
    ],
    ...all.map(({ calls, database, milliseconds, module, processing }) => [
      module,
      database,
      milliseconds.length,
      calls,
      median(milliseconds).toFixed(0),
      Math.max(...milliseconds).toFixed(0),
      processing,
    ]),
  ]);
}
