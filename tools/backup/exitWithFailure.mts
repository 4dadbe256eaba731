import { describeFailure } from '../lib/describeFailure.mts';

/** Prints the error without its stack, and exits with code 1. */
export function exitWithFailure(error: unknown): never {
  console.error(describeFailure(error));
  process.exit(1);
}
