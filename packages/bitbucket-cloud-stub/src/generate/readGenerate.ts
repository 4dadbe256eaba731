import type { GenerateOptions } from './generateSeed';

const NAMES = ['members', 'repositories', 'pullRequests', 'seed'] as const;

/**
 * Reads `members=10000,repositories=2000,seed=1`.
 *
 * @throws Error that names the invalid part.
 */
export function readGenerate(value: string): GenerateOptions {
  const options: GenerateOptions = {};
  for (const part of value.split(',')) {
    const [, name, number] = /^\s*(\w+)=(\d{1,10})\s*$/.exec(part) ?? [];
    const known = NAMES.find(each => each === name);
    if (!known) {
      throw new Error(
        `--generate must be like members=10000,repositories=2000,seed=1; "${part}" is not.`,
      );
    }
    options[known] = Number(number);
  }
  return options;
}
