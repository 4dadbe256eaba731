import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { formatBanner } from './banner.mts';
import type { DevMode } from './devMode.mts';
import { PartWatch, waitUntilGone, waitUntilReady } from './health.mts';
import { lerna, lernaEnvironment } from '../lib/lerna.mts';
import { readLine, type PartEvent } from './partOutput.mts';
import { configArguments, type Part } from './parts.mts';
import type { Person } from '../lib/people.mts';
import { endGroup, endOf, exitCodeOf, startGroup } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';

/** What a session of `yarn dev` runs. */
export type SessionOptions = {
  mode: DevMode;
  parts: Part[];
  /** Names of the configuration files in the repository; later ones win. */
  configFiles: string[];
  /** Whether to show every request to the backend. */
  isVerbose: boolean;
  /** Who has an account at the stub. */
  people: Person[];
  /** Absolute path of the seed of the stub. */
  seedFile: string;
  /** Whether people come into the catalog from elsewhere, not only from files. */
  hasProviders: boolean;
};

/** Why everything ends: by a signal, or with a sentence because a part is gone. */
type Reason = { signal: NodeJS.Signals } | { sentence: string };
type End = (reason: Reason) => void;

const isColourful = process.stdout.isTTY && !process.env.NO_COLOR;

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Prints one sentence for the person at the terminal. */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function startParts(options: SessionOptions): ChildProcess {
  const { parts, configFiles, seedFile } = options;
  const scopes = parts.flatMap(({ packageName }) => ['--scope', packageName]);
  return startGroup(
    lerna,
    [
      ...['run', 'dev', '--parallel', '--stream', '--loglevel', 'error'],
      ...['--npm-client', join(root, 'tools/dev/run-script')],
      ...scopes,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: lernaEnvironment({
        DEV_CONFIG: configArguments(configFiles),
        DEV_SEED: seedFile,
        // The page works only when the backend answers too: the banner tells when.
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
          // Backstage colours its log also where no terminal is.
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

/** Ends the session when the person, the terminal or the parent process says so. */
function endOnSignals(end: End): void {
  signals.forEach(signal => process.on(signal, () => end({ signal })));
  // A closed terminal must not keep us from ending the parts.
  process.stdout.on('error', () => end({ signal: 'SIGHUP' }));
  process.stderr.on('error', () => end({ signal: 'SIGHUP' }));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      end({ signal: 'SIGHUP' });
    }
  }, 1000).unref();
}

/** Reacts to what a part reports; a part that fails because of a saved file may come back. */
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
  return `its last lines above, which begin with "${label}:", say why`;
}

/** Prints the banner once all parts are ready, then ends the session when one is gone. */
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
    sentence: `Stopped, because ${
      gone.usedFor
    } does not answer any more: ${lookAbove(gone)}.`,
  });
}

/**
 * Runs the parts together until a signal comes or one of them is gone, then ends the rest.
 *
 * @returns the exit code
 */
export async function runSession(options: SessionOptions): Promise<number> {
  const child = startParts(options);
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
  });
  over.abort();
  // A second Ctrl-C does not wait for anybody.
  signals.forEach(signal =>
    process.on(signal, () => {
      endGroup(child, 0).finally(() => process.exit(exitCodeOf(signal)));
    }),
  );
  await endGroup(child);
  if ('signal' in reason) {
    return exitCodeOf(reason.signal);
  }
  tell(reason.sentence);
  return 1;
}
