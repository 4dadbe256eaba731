import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endGroup, startGroup } from 'tools/lib/processes.mts';

/** Backstage's development tools send their own messages, which do not have this field. */
interface Answer<T> {
  bench: { answer: T };
}

function send(answered: unknown) {
  process.send?.({ bench: { answer: answered } } satisfies Answer<unknown>);
}

/** Handles the sequential requests of the parent; ends with the parent. */
export function answer(
  handlers: Record<string, (argument: never) => unknown>,
): void {
  process.on(
    'message',
    async (message: { question: string; argument: never }) => {
      send(await handlers[message.question](message.argument));
    },
  );
  process.once('disconnect', () => process.exit());
}

/** Reports to the parent that this process is ready. */
export function tellReady(answered: unknown): void {
  send(answered);
}

/** A separate process that handles requests. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #name: string;
  /** A file, because reading a pipe would use CPU time during a measurement. */
  readonly #log: string;

  /** @param script - absolute path */
  constructor(
    name: string,
    script: string,
    args: string[],
    env: Record<string, string>,
  ) {
    this.#name = name;
    this.#log = join(mkdtempSync(join(tmpdir(), 'bench-log-')), 'log');
    const log = openSync(this.#log, 'w');
    this.#child = startGroup(process.execPath, [script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
  }

  /** Waits for the value from {@link tellReady}. */
  ready<T>(): Promise<T> {
    return this.#next<T>();
  }

  async ask<T>(question: string, argument?: unknown): Promise<T> {
    if (!this.#child.connected) {
      throw this.#hasEnded();
    }
    const next = this.#next<T>();
    // If this fails, the process has ended, which `next` detects.
    this.#child.send({ question, argument }, () => undefined);
    return next;
  }

  /** The last output of the process. */
  get output(): string {
    return readFileSync(this.#log, 'utf8').slice(-6000);
  }

  async end(): Promise<void> {
    await endGroup(this.#child);
    rmSync(dirname(this.#log), { recursive: true, force: true });
  }

  #hasEnded(): Error {
    return new Error(`${this.#name} has ended:\n${this.output}`);
  }

  #next<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const listeners = {
        message({ bench }: Partial<Answer<T>>) {
          if (bench) {
            stop();
            resolve(bench.answer);
          }
        },
        close: () => {
          stop();
          reject(this.#hasEnded());
        },
      };
      function stop() {
        child.off('message', listeners.message);
        child.off('close', listeners.close);
      }
      child.on('message', listeners.message);
      child.on('close', listeners.close);
    });
  }
}
