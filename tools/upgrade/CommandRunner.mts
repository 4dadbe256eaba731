import type { ChildProcess } from 'node:child_process';
import { endGroup, endOf } from '../lib/processes.mts';

/** Runs one command after the other. A signal ends one of them, and the commands that restore the files still run. */
export class CommandRunner {
  #running: ChildProcess | undefined;
  /** A signal ends the running command, or the next one if none is running. */
  #interruption: 'none' | 'pending' | 'done' = 'none';

  /**
   * Runs a command to its end.
   *
   * @param start - starts the command as the leader of a process group
   * @param show - receives the output as it comes
   */
  async run(
    start: () => ChildProcess,
    show?: (chunk: Buffer) => void,
  ): Promise<{ code: number; output: string }> {
    if (this.#interruption === 'pending') {
      this.#interruption = 'done';
      return { code: 130, output: '' };
    }
    const child = start();
    this.#running = child;
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        show?.(chunk);
      });
    }
    const { code } = await endOf(child);
    this.#running = undefined;
    return { code, output: Buffer.concat(chunks).toString('utf8') };
  }

  /** @returns whether this is the first interruption. Later ones have no effect */
  interrupt(): boolean {
    if (this.#interruption !== 'none') {
      return false;
    }
    this.#interruption = this.#running ? 'done' : 'pending';
    if (this.#running) {
      void endGroup(this.#running);
    }
    return true;
  }
}
