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
 * @throws Error with a sentence, at an argument that the backend does not have
 */
export function readArguments(args: string[]): BackendArguments {
  const { values } = parse(args);
  const { doctor = false, connect = false, help = false } = values;
  if (connect && !doctor) {
    throw new Error('--connect needs --doctor.');
  }
  return { doctor, connect, help };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        config: { type: 'string', multiple: true },
        connect: { type: 'boolean' },
        doctor: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node adds a second sentence, about arguments that begin with a dash.
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence.replace(/\.$/, '')}.`);
  }
}
