import type { createBackend } from '@backstage/backend-defaults';
import { guardStart, runDoctor } from './doctor';
import { BackendArguments, readArguments, usage } from './readArguments';
import { startInTurn } from './startInTurn';

const print = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Starts the backend, once its configuration is known to be fit for where it runs; or, with
 * `--doctor` among the arguments, only says whether it is. Ends the process with code 2 at an
 * argument that it does not have.
 */
export async function startBackend(
  backend: ReturnType<typeof createBackend>,
): Promise<void> {
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
        print,
      });
      process.exit(code);
    }
    const production = await guardStart({ argv, environment });
    const start = async () => {
      await backend.start();
    };
    await (production ? startInTurn(production, start, print) : start());
  } catch (error) {
    // Backstage would log what went wrong and then stay, half started, for nobody.
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
