import {
  spawn,
  type ChildProcess,
  type SpawnOptions,
} from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { redactSecrets } from './redactSecrets.ts';

/** The maximum time for a server to start, in milliseconds. A busy machine needs much of it. */
const START_LIMIT_MS = 240_000;
const INTERVAL_MS = 25;

export interface ChildServerOptions {
  command: string;
  args: string[];
  /** The output of the server is appended to this file. */
  logFile: string;
  options?: SpawnOptions;
  /** Text that the server prints when it is ready, or a check that is repeated until it returns true. */
  ready: string | (() => Promise<boolean>);
  /** The signal that ends the server and its children immediately. */
  lastSignal: NodeJS.Signals;
  /** Replaced in error messages. */
  secrets?: string[];
}

/** A server in a separate process, which ends with this process. */
export class ChildServer {
  readonly #options: ChildServerOptions;
  #child: ChildProcess | undefined;
  #end: Promise<unknown> = Promise.resolve();
  /** The size of the log file when the process started. */
  #logStart = 0;
  readonly #endAtExit = () => this.#child?.kill(this.#options.lastSignal);

  constructor(options: ChildServerOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** The exit code of the last process. */
  get exitCode(): number | null | undefined {
    return this.#child?.exitCode;
  }

  /** The output since the first start. */
  get log(): string {
    return readFileSync(this.#options.logFile, 'utf8');
  }

  /**
   * Starts the server, and waits until it is ready.
   *
   * @throws Error with the end of the log, if the server ends or is not ready in time
   */
  async start(): Promise<void> {
    const { command, args, logFile, options } = this.#options;
    // A file instead of a pipe: nginx opens /dev/stdout, and a busy test need not read a pipe.
    const output = openSync(logFile, 'a');
    this.#logStart = statSync(logFile).size;
    this.#child = spawn(command, args, {
      ...options,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    process.once('exit', this.#endAtExit);
    this.#end = once(this.#child, 'exit');
    await once(this.#child, 'spawn');
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.#isReady())) {
      if (!this.isRunning || Date.now() > deadline) {
        const how = this.isRunning
          ? `within ${START_LIMIT_MS / 1000} seconds`
          : `(exit code ${this.exitCode})`;
        const { lastSignal, secrets } = this.#options;
        await this.end(lastSignal);
        const log = redactSecrets(this.log.slice(-4000), secrets);
        throw new Error(`${command} did not start ${how}:\n${log}`);
      }
      await setTimeout(INTERVAL_MS);
    }
  }

  async #isReady(): Promise<boolean> {
    const { logFile, ready } = this.#options;
    return typeof ready === 'string'
      ? readFileSync(logFile).subarray(this.#logStart).includes(ready)
      : ready();
  }

  /** Sends a signal that does not end the process. */
  signal(signal: NodeJS.Signals) {
    this.#child?.kill(signal);
  }

  /** Sends a signal, and waits until the process has ended. */
  async end(signal: NodeJS.Signals = this.#options.lastSignal): Promise<void> {
    if (this.isRunning) {
      this.#child?.kill(signal);
      await this.#end;
    }
    process.off('exit', this.#endAtExit);
  }
}
