import { parseArgs } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import packageJson from '../package.json';
import { createBitbucketCloudStub } from './createBitbucketCloudStub';
import type { BitbucketCloudStubOptions } from './BitbucketCloudStub';
import { generateSeed } from './generate/generateSeed';
import { readGenerate } from './generate/readGenerate';
import { readSwitches } from './switches/readSwitches';

const HELP = `Usage: bitbucket-cloud-stub [options]

Starts a stub for Bitbucket Cloud. It is not Bitbucket: it is for development and tests.

Options:
  --port PORT        port to listen on; 0 selects a free port (default: 7100)
  --host HOST        address to listen on (default: 127.0.0.1 and ::1, this machine only)
  --seed FILE        YAML file of workspaces, people and clients (default: Harbour Bikes)
  --dialect DIALECT  OAuth service to simulate, current or legacy (default: current)
  --generate SIZE    generate a seed, as in members=10000,repositories=2000[,seed=1]
  --switch NAME=VALUE
                     behavior where sources on Bitbucket conflict, as in
                     retryAfter=true; can be repeated (README, Switches)
  --control          allow the control endpoints under /_stub/ and the buttons of the home page,
                     with which every client can change the stub; on by default if only
                     this machine can reach it
  --live SECONDS     make the company of the seed live: something happens after this time each
                     (push, pull request, review, pipeline, deployment)
  --callback URL     registered callback URL of the first client of the seed
  --help             show this text
  --version          show the version`;

/**
 * Runs the command `bitbucket-cloud-stub` in this process until it gets SIGINT or SIGTERM.
 *
 * For an invalid argument, the process exits with code 2, a message and the usage. For an invalid seed
 * or a taken port, it exits with code 1 and a message.
 *
 * @param args - Arguments after the name of the command.
 *
 * @public
 */
export async function runCli(args: string[]): Promise<void> {
  const values = readOptions(args);
  if (!values) {
    return;
  }
  try {
    useFastResponses();
    const stub = await createBitbucketCloudStub(values);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        stub.close().finally(() => process.exit(0));
      });
    }
    process.stdout.write(
      `Stub for Bitbucket Cloud (not Bitbucket) ready at ${stub.url}\n`,
    );
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

/** @returns undefined if there is nothing to start, because of --help or an invalid argument */
function readOptions(args: string[]): BitbucketCloudStubOptions | undefined {
  try {
    const { values } = parse(args);
    if (values.help || values.version) {
      process.stdout.write(values.help ? HELP : `${packageJson.version}\n`);
      return undefined;
    }
    return {
      port: readPort(values.port),
      host: values.host,
      seed: readSeedOption(values),
      control: values.control,
      dialect: readDialect(values.dialect),
      switches: readSwitches(values.switch),
      callbackUrl: values.callback,
      live: readLive(values.live),
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
    return undefined;
  }
}

// This process only runs the stub, so it can use the Request and Response of the adapter instead of
// those of Node.js, which makes responses several times as fast. A test process keeps the originals.
function useFastResponses(): void {
  getRequestListener(() => new Response(null));
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
        live: { type: 'string' },
        generate: { type: 'string' },
        switch: { type: 'string', multiple: true },
        control: { type: 'boolean' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence.replace(/\.$/, '')}.`);
  }
}

function readSeedOption(values: {
  seed?: string;
  generate?: string;
}): BitbucketCloudStubOptions['seed'] {
  if (values.generate === undefined) {
    return values.seed;
  }
  if (values.seed !== undefined) {
    throw new Error('--seed and --generate exclude each other. Use only one.');
  }
  return generateSeed(readGenerate(values.generate));
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

function readLive(value: string | undefined): number | undefined {
  if (value !== undefined && !/^\d{1,5}$/.test(value)) {
    throw new Error(
      `--live must be a number of seconds from 0 to 99999; it was "${value}".`,
    );
  }
  return Number(value ?? 0) || undefined;
}

function readDialect(value: string): BitbucketCloudStubOptions['dialect'] {
  if (value !== 'current' && value !== 'legacy') {
    throw new Error(
      `--dialect must be "current" or "legacy"; it was "${value}".`,
    );
  }
  return value;
}
