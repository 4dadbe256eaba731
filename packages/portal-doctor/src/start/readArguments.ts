import { parseArgs } from 'node:util';

/** A backend can be asked to examine its configuration instead of being started. */
export interface BackendArguments {
  doctor: boolean;
  /** Whether the doctor tries the servers too. */
  connect: boolean;
  help: boolean;
}

export const usage = `Usage: node packages/backend [--config FILE]...
       node packages/backend --doctor [--connect] [--config FILE]...

Starts the backend, or says what its configuration lacks for production.

  --config FILE  may be given more than once; later files win. Default: app-config.yaml and app-config.local.yaml
  --doctor       examines the configuration and starts nothing
  --connect      also tries the database, the cache and Bitbucket`;

/**
 * Reads the arguments of the backend.
 *
 * @param args - without the names of Node and of the script
 * @param isProduction - whether an argument that the backend does not have is refused; in development
 *   `backstage-cli` passes its own. The doctor refuses it always.
 * @throws Error with a sentence, at an argument that the backend does not have
 */
export function readArguments(
  args: string[],
  isProduction: boolean,
): BackendArguments {
  const strict =
    isProduction || args.includes('--doctor') || args.includes('--help');
  const { doctor, connect, help } = parse(args, strict);
  if (connect === true && doctor !== true) {
    throw new Error('--connect needs --doctor.');
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
    // Node adds a second sentence, about arguments that begin with a dash.
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence.replace(/\.$/, '')}.`);
  }
}
