import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { formatBanner } from './banner.mts';
import type { DevMode } from './devMode.mts';
import { PartWatch, waitUntilGone, waitUntilReady } from './health.mts';
import { lerna, lernaEnvironment } from '../lib/lerna.mts';
import { readLine, type PartEvent } from './partOutput.mts';
import { configArguments, stub, type Part } from './parts.mts';
import { startStubProxy, type StubProxy } from './stubProxy.mts';
import type { Person } from '../lib/people.mts';
import { endGroup, endOf, exitCodeOf, startGroup } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';

/** How Lerna starts the parts. */
export interface Program {
  /** The script of each part's package.json. */
  script: string;
  /** Variables of all parts. */
  environment: Record<string, string>;
}

/** A session of `yarn dev` or `yarn demo`. */
export interface SessionOptions {
  program: Program;
  mode: DevMode;
  parts: Part[];
  /** Names of the configuration files in the repository; later ones take precedence. */
  configFiles: string[];
  /** Whether to show every request to the backend. */
  isVerbose: boolean;
  /** Whether something happens in the company of the stub every now and then. */
  isLive: boolean;
  /** Accounts at the stub. */
  people: Person[];
  /** Absolute path of the seed of the stub. */
  seedFile: string;
  /** Whether users also come from other sources than files. */
  hasProviders: boolean;
}

/** Why the session ends: a signal, or a message because a part has ended. */
type Reason = { signal: NodeJS.Signals } | { sentence: string };
type End = (reason: Reason) => void;

/** Time between two events of the live mode of the stub. */
const LIVE_SECONDS = '30';

const isColourful = process.stdout.isTTY && !process.env.NO_COLOR;

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Prints one sentence to the terminal. */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function startParts(
  options: SessionOptions,
  proxy: StubProxy | undefined,
): ChildProcess {
  const { parts, configFiles, seedFile, isLive, program } = options;
  const scopes = parts.flatMap(({ packageName }) => ['--scope', packageName]);
  return startGroup(
    lerna,
    [
      ...[
        'run',
        program.script,
        '--parallel',
        '--stream',
        '--loglevel',
        'error',
      ],
      ...['--npm-client', join(root, 'tools/dev/run-script')],
      ...scopes,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: lernaEnvironment({
        ...program.environment,
        DEV_CONFIG: configArguments(configFiles),
        DEV_SEED: seedFile,
        DEV_LIVE: isLive ? LIVE_SECONDS : '0',
        DEV_BACKEND_ENVIRONMENT: proxy?.environmentFile ?? '',
        // The page only works when the backend responds too, which the banner reports.
        BROWSER: 'none',
        ...(isColourful ? { FORCE_COLOR: '1' } : {}),
      }),
    },
  );
}

function showOutput(
  child: ChildProcess,
  { parts, isVerbose }: SessionOptions,
  onEvent: (event: PartEvent) => void,
): void {
  for (const input of [child.stdout, child.stderr]) {
    if (input) {
      createInterface({ input }).on('line', line => {
        const { text, event } = readLine(line, parts, isVerbose);
        if (text !== undefined) {
          // Backstage also colors its log if the output is not a terminal.
          const shown = isColourful ? text : stripVTControlCharacters(text);
          process.stdout.write(`${shown}\n`);
        }
        if (event) {
          onEvent(event);
        }
      });
    }
  }
}

/** Ends the session on a signal from the user, the terminal or the parent process. */
function endOnSignals(end: End): void {
  signals.forEach(signal => process.on(signal, () => end({ signal })));
  // A closed terminal must not prevent the parts from ending.
  process.stdout.on('error', () => end({ signal: 'SIGHUP' }));
  process.stderr.on('error', () => end({ signal: 'SIGHUP' }));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      end({ signal: 'SIGHUP' });
    }
  }, 1000).unref();
}

/** Handles the events of a part. A part that fails because of a saved file can restart. */
function eventHandler(watch: PartWatch, end: End): (event: PartEvent) => void {
  return event => {
    watch.note(event);
    if (event.kind === 'restarted') {
      return;
    }
    const { label, usedFor } = event.part;
    if (event.kind === 'failed' && watch.isBeingChanged(event.part)) {
      tell(
        `${label}: failed after the last change. It starts again when you save a file.`,
      );
      return;
    }
    end({
      sentence: `Stopped, because ${usedFor} ended: ${lookAbove(event.part)}.`,
    });
  };
}

function lookAbove({ label }: Part): string {
  return `see its last lines above, which begin with "${label}:"`;
}

/** Prints the banner when all parts are ready, then ends the session when one has ended. */
async function watchParts(
  { mode, parts, people, hasProviders }: SessionOptions,
  watch: PartWatch,
  end: End,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  await waitUntilReady(parts, tell, signal);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  process.stdout.write(
    formatBanner({ mode, parts, people, hasProviders, seconds }),
  );
  const gone = await waitUntilGone(watch, signal);
  end({
    sentence: `Stopped, because ${gone.usedFor} no longer responds: ${lookAbove(
      gone,
    )}.`,
  });
}

/**
 * Runs the parts until a signal arrives or one of them ends, then ends the others.
 *
 * @returns the exit code
 */
export async function runSession(options: SessionOptions): Promise<number> {
  const proxy =
    options.mode === 'stub' ? await startStubProxy(stub.port) : undefined;
  const child = startParts(options, proxy);
  const watch = new PartWatch(options.parts);
  const over = new AbortController();
  const reason = await new Promise<Reason>(end => {
    endOnSignals(end);
    showOutput(child, options, eventHandler(watch, end));
    endOf(child).then(
      () => end({ sentence: 'Stopped, because all parts ended.' }),
      () =>
        end({
          sentence:
            'Lerna could not be started: run ./yarnw install, then start again.',
        }),
    );
    watchParts(options, watch, end, over.signal).catch(error =>
      end({ sentence: `Stopped: ${error.message}` }),
    );
    // The proxy for the stub runs in this process. Its faults must not leave the parts behind.
    process.on('uncaughtException', error =>
      end({ sentence: `Stopped, because of a fault: ${error.stack}` }),
    );
  });
  over.abort();
  // A second Ctrl-C ends the process immediately.
  signals.forEach(signal =>
    process.on(signal, () => {
      endGroup(child, 0)
        .finally(() => proxy?.close())
        .finally(() => process.exit(exitCodeOf(signal)));
    }),
  );
  await endGroup(child);
  await proxy?.close();
  if ('signal' in reason) {
    return exitCodeOf(reason.signal);
  }
  tell(reason.sentence);
  return 1;
}
