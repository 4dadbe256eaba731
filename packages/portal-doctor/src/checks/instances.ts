import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';

const KEYS = {
  'doctor.instances':
    'Set it to the most instances that run at the same time, including one more during an upgrade.',
  'doctor.databaseConnections':
    'Set it to the most connections of the connection pooler and of the plugins that connect directly.',
};

/** Checks the numbers that `--connect` compares with the database server. */
export function checkInstances(settings: Settings): Finding[] {
  return Object.entries(KEYS)
    .filter(([key]) => settings.has(key))
    .map(([key, remedy]) => ({ key, remedy, value: settings.get(key) }))
    .filter(({ value }) => {
      const count = typeof value === 'object' ? NaN : Number(value);
      return !Number.isInteger(count) || count < 1;
    })
    .map(({ key, remedy, value }) =>
      problem(
        key,
        `is ${JSON.stringify(value)}, which is not a whole number above 0`,
        remedy,
      ),
    );
}
