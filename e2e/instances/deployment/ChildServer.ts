import { ChildProcess, spawn, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { redact } from '../../portal/redact';

/** Longest that a server may take until it answers, on a busy machine. */
const START_LIMIT_MS = 240_000;

export interface ChildServerOptions {
  command: string;
  args: string[];
  /** Takes what it prints, at the end of what is there. */
  logFile: string;
  options: SpawnOptions;
  isReady(): Promise<boolean>;
  /** The signal after which it ends at once, and whatever it has started too. */
  lastSignal: NodeJS.Signals;
}

/** A server as a process of its own, which does not outlive this one. */
export class ChildServer {
  readonly #options: ChildServerOptions;
  #child: ChildProcess | undefined;
  #end: Promise<unknown> = Promise.resolve();
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

  /** How the last process ended: 0 if it was in order. */
  get exitCode(): number | null | undefined {
    return this.#child?.exitCode;
  }

  get log(): string {
    return readFileSync(this.#options.logFile, 'utf8');
  }

  /** Starts it, and waits until it is ready. */
  async start(): Promise<void> {
    const { command, args, logFile, options } = this.#options;
    // A file and not a pipe: nginx opens /dev/stdout, and nobody has to read while it is busy.
    const output = openSync(logFile, 'a');
    this.#child = spawn(command, args, {
      ...options,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    process.once('exit', this.#endAtExit);
    this.#end = once(this.#child, 'exit');
    await once(this.#child, 'spawn');
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.#options.isReady())) {
      if (!this.isRunning || Date.now() > deadline) {
        await this.end(this.#options.lastSignal);
        throw new Error(
          `${command} did not start:\n${redact(this.log.slice(-4000))}`,
        );
      }
      await setTimeout(50);
    }
  }

  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals) {
    this.#child?.kill(signal);
  }

  /** Sends a signal and waits until the process has ended. */
  async end(signal: NodeJS.Signals = this.#options.lastSignal): Promise<void> {
    if (this.isRunning) {
      this.#child?.kill(signal);
      await this.#end;
    }
    process.off('exit', this.#endAtExit);
  }
}
