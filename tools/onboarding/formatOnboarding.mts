import { formatPreview } from '../preview/printPreview.mts';

/** What the command prints, as the module returns it. */
export interface PrintedOnboarding {
  lines: readonly {
    result: string;
    repository: string;
    path: string;
    name: string;
    owner: string;
    about: string;
  }[];
  withFile: number;
  rest: number;
  problem?: string;
  failure?: string;
}

const HEADER = ['', 'repository', 'file', 'name', 'owner', ''];

/** Returns the table, a summary, and what to do next. */
export function formatOnboarding(
  { failure, lines, problem, rest, withFile }: PrintedOnboarding,
  { isStopped, write }: { isStopped: boolean; write: boolean },
): string {
  const count = (result: string) =>
    lines.filter(line => line.result === result).length;
  const counts: [number, string][] = [
    [count('created'), 'pull requests created'],
    [count('create'), 'pull requests to create'],
    [count('open'), 'already open'],
    [count('closed'), 'declined or merged before'],
    [count('skip'), 'without an owner'],
    [count('failed'), 'failed'],
    [withFile, 'repositories with a catalog file'],
    [rest, 'not analyzed'],
  ];
  const rows = lines.map(line => [
    line.result,
    line.repository,
    line.path,
    line.name,
    line.owner,
    line.about,
  ]);
  const table = formatPreview({
    rows: rows.length > 0 ? [HEADER, ...rows] : [],
    counts: counts
      .filter(([number], index) => number > 0 || index === (write ? 0 : 1))
      .map(([number, what]) => `${number} ${what}`),
  });
  const isDryRun = !write && count('create') > 0;
  return [
    table,
    ...(problem !== undefined && !write ? [problem] : []),
    ...(isStopped ? ['Stopped. Run the command again to continue.'] : []),
    ...(failure !== undefined
      ? ['Stopped after failures in a row. Run the command again to continue.']
      : []),
    ...(rest > 0 && !isStopped && (problem ?? failure) === undefined
      ? [
          'For more repositories, add --max, or run the command again after --write.',
        ]
      : []),
    ...(isDryRun && problem === undefined
      ? ['Nothing was changed. To create the pull requests, add --write.']
      : []),
  ].join('\n');
}
