import { setTimeout as wait } from 'node:timers/promises';
import type { PartEvent } from './partOutput.mts';
import { isReady, type Part } from './parts.mts';
import { isAnswering } from '../lib/ports.mts';

/** Prints one sentence for the user. */
export type Tell = (sentence: string) => void;

/**
 * Resolves when every part is ready. After a while, it prints which parts are not ready, because a slow
 * machine and a broken part look the same.
 */
export async function waitUntilReady(
  parts: Part[],
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  let nextReport = Date.now() + 90_000;
  let waitingFor = parts;
  while (waitingFor.length > 0) {
    await wait(300, undefined, { signal });
    const ready = await Promise.all(waitingFor.map(isReady));
    waitingFor = waitingFor.filter((_, index) => !ready[index]);
    if (waitingFor.length > 0 && Date.now() > nextReport) {
      const missing = waitingFor.map(({ usedFor }) => usedFor).join(' and ');
      tell(`Still waiting for ${missing}: see the lines above.`);
      nextReport = Date.now() + 90_000;
    }
  }
}

/**
 * Detects a part that has ended although its watcher still runs. A part that is down because of a saved
 * file can wait for the next save.
 */
export class PartWatch {
  readonly #downSince = new Map<Part, number>();
  readonly #changedAt = new Map<Part, number>();
  readonly #parts: Part[];
  readonly #patience: number;

  /** @param patience - milliseconds that a part can be down before it counts as ended */
  constructor(parts: Part[], patience = 20_000) {
    this.#parts = parts;
    this.#patience = patience;
  }

  /** Records an event from the output. */
  note(event: PartEvent, now = Date.now()): void {
    if (event.kind === 'restarted') {
      this.#changedAt.set(event.part, now);
    }
  }

  /** Returns whether a saved file explains that the part is down. */
  isBeingChanged(part: Part): boolean {
    return this.#changedAt.has(part);
  }

  /**
   * Checks every part once.
   *
   * @returns the part that has ended, if any
   */
  async look(
    now = Date.now(),
    answers: (port: number) => Promise<boolean> = isAnswering,
  ): Promise<Part | undefined> {
    for (const part of this.#parts) {
      if (await answers(part.port)) {
        this.#noteAnswer(part, now);
        continue;
      }
      const since = this.#downSince.get(part) ?? now;
      this.#downSince.set(part, since);
      if (now - since >= this.#patience && !this.isBeingChanged(part)) {
        return part;
      }
    }
    return undefined;
  }

  #noteAnswer(part: Part, now: number): void {
    const changedAt = this.#changedAt.get(part) ?? now;
    // Soon after a change, the old program may still respond.
    if (this.#downSince.delete(part) || now - changedAt > 3 * this.#patience) {
      this.#changedAt.delete(part);
    }
  }
}

/** Checks every two seconds, and resolves with the part that has ended. */
export async function waitUntilGone(
  watch: PartWatch,
  signal: AbortSignal,
): Promise<Part> {
  for (;;) {
    await wait(2000, undefined, { signal });
    const gone = await watch.look();
    if (gone) {
      return gone;
    }
  }
}
