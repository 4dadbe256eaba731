import type { SeedActivity } from '../model/activity';
import type { Seed } from '../model/types';

type Contradiction = [path: (string | number)[], message: string];

/**
 * Finds definitions and logs in the activity of a seed that do not exist. People and repositories can be missing, because
 * tests remove them from a seed.
 */
export function* findActivityContradictions({
  activity,
}: Seed): Generator<Contradiction> {
  if (!activity) {
    return;
  }
  const seen = new Set<string>();
  for (const [index, each] of activity.repositories.entries()) {
    const at = ['activity', 'repositories', index];
    if (seen.has(each.repository)) {
      yield [[...at, 'repository'], `is used twice: ${each.repository}`];
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
