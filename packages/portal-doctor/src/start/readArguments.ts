import { parseArgs } from 'node:util';

/** Arguments of the backend. With `--doctor`, it checks its configuration and does not start. */
export interface BackendArguments {
  doctor: boolean;
  /** Whether the doctor also connects to the servers. */
  connect: boolean;
  help: boolean;
}

export const usage = `Usage: node packages/backend [--config FILE]...
       node packages/backend --doctor [--connect] [--config FILE]...

Starts the backend, or checks its configuration for production.

  --config FILE  can be repeated; later files take precedence. Default: app-config.yaml and app-config.local.yaml
  --doctor       checks the configuration and starts nothing
  --connect      also connects to the database, the cache and Bitbucket`;

/**
 * Reads the arguments of the backend.
 *
 * @param args - without the paths of Node.js and the script
 * @param isProduction - whether unknown arguments are rejected. In development, `backstage-cli` passes
 * its own. The doctor always rejects them.
 * @throws Error with a clear message for an unknown argument
 */
export function readArguments(
  args: string[],
  isProduction: boolean,
): BackendArguments {
  const strict =
    isProduction || args.includes('--doctor') || args.includes('--help');
  const { doctor, connect, help } = parse(args, strict);
  if (connect === true && doctor !== true) {
    throw new Error('--connect requires --doctor.');
  }
  return {
    doctor: doctor === true,
    connect: connect === true,
    help: help === true,
  };
}

function parse(args: string[], strict: boolean) {
  try {
    return parseArgs({
      args,
      strict,
      allowPositionals: !strict,
      options: {
        config: { type: 'string', multiple: true },
        connect: { type: 'boolean' },
        doctor: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    // Node.js adds a second sentence about arguments that begin with a dash.
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence.replace(/\.$/, '')}.`);
  }
}
