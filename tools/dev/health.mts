import { setTimeout as wait } from 'node:timers/promises';
import type { PartEvent } from './partOutput.mts';
import { isReady, type Part } from './parts.mts';
import { isAnswering } from '../lib/ports.mts';

/** Tells the person one sentence. */
export type Tell = (sentence: string) => void;

/**
 * Resolves when every part is ready. Says after a while which parts it still waits for,
 * because a slow machine and a broken part look the same from outside.
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
      tell(
        `Still waiting for ${missing}: the lines above say what is going on.`,
      );
      nextReport = Date.now() + 90_000;
    }
  }
}

/**
 * Notices a part that is gone although its watcher lives on. A part that is down
 * because of a saved file is given the time until the next save.
 */
export class PartWatch {
  readonly #downSince = new Map<Part, number>();
  readonly #changedAt = new Map<Part, number>();
  readonly #parts: Part[];
  readonly #patience: number;

  /** @param patience - milliseconds that a part may be down before it counts as gone */
  constructor(parts: Part[], patience = 20_000) {
    this.#parts = parts;
    this.#patience = patience;
  }

  /** Takes note of what the output told. */
  note(event: PartEvent, now = Date.now()): void {
    if (event.kind === 'restarted') {
      this.#changedAt.set(event.part, now);
    }
  }

  /** Whether a saved file explains that the part is down. */
  isBeingChanged(part: Part): boolean {
    return this.#changedAt.has(part);
  }

  /**
   * Looks at every part once.
   *
   * @returns the part that is gone, if one is
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
    // Right after a change it may still be the old program that answers.
    if (this.#downSince.delete(part) || now - changedAt > 3 * this.#patience) {
      this.#changedAt.delete(part);
    }
  }
}

/** Looks every two seconds, and resolves with the part that is gone. */
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
