import type { createBackend } from '@backstage/backend-defaults';
import { guardStart, runDoctor } from './doctor';
import { startInTurn } from './startInTurn';

/**
 * Starts the backend, once its configuration is known to be fit for where it runs; or, with
 * `--doctor` among the arguments, only says whether it is.
 */
export async function startBackend(
  backend: ReturnType<typeof createBackend>,
): Promise<void> {
  const { argv, env: environment } = process;
  try {
    if (argv.includes('--doctor')) {
      const code = await runDoctor({
        argv,
        environment,
        isTerminal: process.stdout.isTTY === true,
        print: line => process.stdout.write(`${line}\n`),
      });
      process.exit(code);
    }
    const production = await guardStart({ argv, environment });
    const start = async () => {
      await backend.start();
    };
    await (production
      ? startInTurn(production, start, line =>
          process.stdout.write(`${line}\n`),
        )
      : start());
  } catch (error) {
    // Backstage would log what went wrong and then stay, half started, for nobody.
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}
