import type { createBackend } from '@backstage/backend-defaults';
import { runDoctor } from '../runDoctor';
import { guardStart } from './guardStart';
import { type BackendArguments, readArguments, usage } from './readArguments';
import { startInTurn } from './startInTurn';

const print = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Options of {@link startBackend}.
 *
 * @public
 */
export interface StartOptions {
  /** With all features. */
  backend: ReturnType<typeof createBackend>;
  /**
   * Path of the package.json of the backend. Its dependencies contain the migrations and catalog
   * providers of this build.
   */
  packageFile: string;
}

/**
 * Checks the configuration, and starts the backend if it is fit for where it runs. With the argument
 * `--doctor` it only prints the result of the check. Exits with code 2 for an unknown argument, and with
 * code 1 if the backend does not start.
 *
 * @public
 */
export async function startBackend({
  backend,
  packageFile,
}: StartOptions): Promise<void> {
  const { argv, env: environment } = process;
  const { doctor, connect, help } = readArgumentsOrExit(argv.slice(2));
  if (help) {
    print(usage);
    process.exit(0);
  }
  try {
    if (doctor) {
      const code = await runDoctor({
        argv,
        connect,
        environment,
        isTerminal: process.stdout.isTTY === true,
        packageFile,
        print,
      });
      process.exit(code);
    }
    const production = await guardStart({ argv, environment, packageFile });
    const start = async () => {
      await backend.start();
    };
    await (production ? startInTurn(production, start, print) : start());
  } catch (error) {
    // Backstage would log the error and keep the process running without a working backend.
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}

function readArgumentsOrExit(args: string[]): BackendArguments {
  try {
    return readArguments(args, process.env.NODE_ENV === 'production');
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    return process.exit(2);
  }
}
