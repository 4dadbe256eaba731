import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';

const KEY = 'doctor.instances';

/** Checks the number of instances. `--connect` compares it with the database server. */
export function checkInstances(settings: Settings): Finding[] {
  if (!settings.has(KEY)) {
    return [];
  }
  const value = settings.get(KEY);
  const count = typeof value === 'object' ? NaN : Number(value);
  return Number.isInteger(count) && count > 0
    ? []
    : [
        problem(
          KEY,
          `is ${JSON.stringify(value)}, which is not a whole number above 0`,
          'Set it to the most instances that run at the same time, including one more during an upgrade.',
        ),
      ];
}
