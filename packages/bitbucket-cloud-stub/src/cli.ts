import { parseArgs } from 'node:util';
import packageJson from '../package.json';
import {
  createBitbucketCloudStub,
  type BitbucketCloudStubOptions,
} from './createBitbucketCloudStub';

const HELP = `Usage: bitbucket-cloud-stub [options]

Starts a stand-in for Bitbucket Cloud. It is not Bitbucket: it is for development and tests.

Options:
  --port PORT        port to listen on; 0 takes a free one (default: 7100)
  --host HOST        address to listen on (default: 127.0.0.1 and ::1, this machine only)
  --seed FILE        YAML file of workspaces, people and clients (default: Harbour Bikes)
  --dialect DIALECT  OAuth service to play, current or legacy (default: current)
  --callback URL     registered callback URL of the first client of the seed
  --help             show this text
  --version          show the version
`;

/**
 * Runs the command `bitbucket-cloud-stub` in this process until it gets SIGINT or SIGTERM.
 *
 * A wrong argument or seed and a taken port end the process with code 1 and one message.
 *
 * @param args - Arguments after the name of the command.
 *
 * @public
 */
export async function runCli(args: string[]): Promise<void> {
  try {
    const { values } = parse(args);
    if (values.help) {
      process.stdout.write(HELP);
      return;
    }
    if (values.version) {
      process.stdout.write(`${packageJson.version}\n`);
      return;
    }
    const stub = await createBitbucketCloudStub({
      port: readPort(values.port),
      host: values.host,
      seed: values.seed,
      dialect: readDialect(values.dialect),
      callbackUrl: values.callback,
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        stub.close().finally(() => process.exit(0));
      });
    }
    process.stdout.write(
      `Stand-in for Bitbucket Cloud (not Bitbucket) ready at ${stub.url}\n`,
    );
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '7100' },
        host: { type: 'string' },
        seed: { type: 'string' },
        dialect: { type: 'string', default: 'current' },
        callback: { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence}. See bitbucket-cloud-stub --help.`);
  }
}

function readPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (!(port <= 65535)) {
    throw new Error(
      `--port must be a number from 0 to 65535; it was "${value}".`,
    );
  }
  return port;
}

function readDialect(value: string): BitbucketCloudStubOptions['dialect'] {
  if (value !== 'current' && value !== 'legacy') {
    throw new Error(
      `--dialect must be "current" or "legacy"; it was "${value}".`,
    );
  }
  return value;
}
