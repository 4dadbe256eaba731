import { type Config } from '@backstage/config';
import {
  ConfigProblemsError,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Limits, LIMITS_KEY, limitTable } from './limits';

/**
 * Reads `backend.limits`.
 *
 * @throws ConfigProblemsError that names every wrong key, its value and the remedy
 */
export function readLimits(config: Config): Limits {
  const found = config.getOptional<unknown>(LIMITS_KEY) ?? {};
  const values = flatten(found);
  // Otherwise, a typo in a key would leave the default in place without an error.
  const unknown = Object.keys(values).filter(name => !(name in limitTable));
  const problems: ConfigProblem[] = isMap(found)
    ? unknown.map(name => ({
        key: `${LIMITS_KEY}.${name}`,
        found: 'is not a limit of the portal',
        remedy: 'Remove it.',
      }))
    : [
        {
          key: LIMITS_KEY,
          found: 'is not a map',
          remedy: 'Write one key for each limit.',
        },
      ];
  const entries = Object.entries(limitTable).map(([name, { standard }]) => {
    const value = values[name] ?? standard;
    // Environment variables contain strings.
    const limit = typeof value === 'string' ? Number(value) : value;
    if (!isLimit(limit)) {
      problems.push({
        key: `${LIMITS_KEY}.${name}`,
        found: `is ${JSON.stringify(value)}`,
        remedy:
          'Use a whole number from 1 to 1,000,000,000, or remove the key.',
      });
    }
    return [name, limit];
  });
  if (problems.length > 0) {
    throw new ConfigProblemsError(
      'The limits of the portal are not valid',
      problems,
    );
  }
  return Object.fromEntries(entries);
}

/** Returns the values below the groups, by the names of {@link limitTable}. */
function flatten(groups: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(isMap(groups) ? groups : {}).flatMap(([group, limits]) =>
      isMap(limits)
        ? Object.entries(limits).map(([key, value]) => [
            `${group}.${key}`,
            value,
          ])
        : [[group, limits]],
    ),
  );
}

function isLimit(value: unknown): boolean {
  return (
    Number.isInteger(value) &&
    (value as number) >= 1 &&
    (value as number) <= 1_000_000_000
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
