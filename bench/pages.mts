// Measures the calls to Bitbucket of an hour on the pages of entities, and how fast cached answers are.
import { readList } from 'tools/lib/commandLine.mts';
import { formatRows, runIngestionBench } from './lib/ingestionBench.mts';
import { simulatePagesHours } from './lib/pagesHours.mts';
import { measurePagesLatency, type PagesLatency } from './lib/pagesLatency.mts';
import { quantile } from './lib/statistics.mts';

const help = `Usage: yarn bench:pages [--people 200] [--count N] [--part calls,answers] [--hours N]

  --people LIST  people on the pages of entities (default: 200)
  --part LIST    calls, answers or both (default: both)
  --hours N      simulated hours (default: 4)
  --count N      seconds of the measurement of cached answers (default: 60)`;

const REPOSITORIES = 50;
const CHANGES = { pullRequestEvents: 50, pipelines: 20 };
/** 200 open pages, each of which asks every 30 seconds, send this number of requests for three answers. */
const PER_SECOND = 20;

async function countCalls(
  people: number,
  hours: number,
): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for (const hasWebhooks of [true, false]) {
    console.error(`${people} people, webhooks ${hasWebhooks ? 'on' : 'off'}`);
    const [first, ...later] = await simulatePagesHours({
      people,
      repositories: REPOSITORIES,
      ...CHANGES,
      hours,
      hasWebhooks,
    });
    rows.push([
      people,
      hasWebhooks ? 'on' : 'off',
      first,
      later[later.length - 1],
      Math.max(...later),
    ]);
  }
  return rows;
}

function readPart(text: string): string {
  if (!['calls', 'answers'].includes(text)) {
    throw new Error(`--part accepts calls and answers; it found "${text}".`);
  }
  return text;
}

function readHours(text: string): number {
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 2 || hours > 48) {
    throw new Error(`--hours accepts 2 to 48; it found "${text}".`);
  }
  return hours;
}

function formatCalls(rows: (string | number)[][], hours: number): string {
  return formatRows([
    [
      'People',
      'Webhooks',
      'Calls in the first hour',
      `In hour ${hours}`,
      'Most in a later hour',
    ],
    ...rows,
  ]);
}

function formatAnswers({ byPath, calls, cpuMs }: PagesLatency): string {
  const rows = [...byPath].map(([path, milliseconds]) => [
    path,
    milliseconds.length,
    ...[0.5, 0.95, 0.99].map(share => quantile(milliseconds, share).toFixed(1)),
  ]);
  const table = formatRows([
    ['Answer', 'Requests', 'Median ms', 'p95 ms', 'p99 ms'],
    ...rows,
  ]);
  return `${table}\n\nCPU time of a request: ${cpuMs.toFixed(
    1,
  )} ms. Calls to Bitbucket: ${calls}`;
}

await runIngestionBench({
  help,
  sizes: 'people',
  defaults: { sizes: '200', count: '60' },
  more: {
    defaults: { part: 'calls,answers', hours: '4' },
    read: ({ part, hours }) => ({
      parts: readList(part, readPart),
      hours: readHours(hours),
    }),
  },
  async measure({ sizes, count, folder, more: { parts, hours } }) {
    const texts: string[] = [];
    if (parts.includes('calls')) {
      const rows: (string | number)[][] = [];
      for (const people of sizes) {
        rows.push(...(await countCalls(people, hours)));
      }
      texts.push(formatCalls(rows, hours));
    }
    if (parts.includes('answers')) {
      console.error('Stored answers …');
      const load = { perSecond: PER_SECOND, seconds: count };
      texts.push(formatAnswers(await measurePagesLatency(folder, load)));
    }
    return texts.join('\n\n');
  },
});
