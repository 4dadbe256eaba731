import type { SeedActivity } from '../model/activity';
import type { Seed } from '../model/types';

type Contradiction = [path: (string | number)[], message: string];

/** Finds names in the activity of a seed that refer to nothing. */
export function* findActivityContradictions({
  activity,
  repositories = [],
}: Seed): Generator<Contradiction> {
  if (!activity) {
    return;
  }
  const known = new Set(
    repositories.map(({ workspace, slug }) => `${workspace}/${slug}`),
  );
  const seen = new Set<string>();
  for (const [index, each] of activity.repositories.entries()) {
    const at = ['activity', 'repositories', index];
    if (!known.has(each.repository) || seen.has(each.repository)) {
      yield [
        [...at, 'repository'],
        `is not a repository of the seed, or is used twice: ${each.repository}`,
      ];
    }
    seen.add(each.repository);
    if (
      each.definition !== undefined &&
      !Object.hasOwn(activity.definitions, each.definition)
    ) {
      yield [[...at, 'definition'], 'is not one of the definitions'];
    }
  }
  yield* findMissingLogs(activity);
}

function* findMissingLogs({
  definitions,
  logs,
}: SeedActivity): Generator<Contradiction> {
  for (const [name, { steps, custom }] of Object.entries(definitions)) {
    for (const step of [...steps, ...(custom?.steps ?? [])]) {
      for (const log of [step.log, step.failed_log ?? step.log]) {
        if (!Object.hasOwn(logs, log)) {
          yield [
            ['activity', 'definitions', name],
            `"${log}" is not one of the logs`,
          ];
        }
      }
    }
  }
}
