import { createRandom } from '../model/createRandom';
import type { Person } from '../model/types';
import type { Fault, FaultRule, StubFaults } from './FaultRule';
import { matchesPath } from '../http/pathPattern';
import { effectsOf, readFaultRule } from './readFaultRule';

const HOUR = 60 * 60 * 1000;

/** The properties of a request that the rules use. */
export interface FaultRequest {
  method: string;
  path: string;
  /** Only called by a rule that needs the person. */
  person(): Person | undefined;
  client(): string | undefined;
}

/** A rule that applies to a request, and the data for its effect. */
export interface Hit {
  rule: FaultRule;
  id: string;
  /** Seconds until the window of a rate limit ends. */
  retryAfter?: number;
}

/** The part of a snapshot with the rules. */
export type FaultsState = { fault: Fault; windows: Windows }[];

interface Entry {
  fault: Fault;
  fitsPath: (path: string) => boolean;
  random: () => number;
  windows: Windows;
}

type Windows = Map<string, { endsAt: number; requests: number }>;

/**
 * The rules for failing requests. They apply in the order in which they were added. A rule that responds
 * to a request ends the search. A rule that only delays it does not.
 */
export class Faults implements StubFaults {
  #entries: Entry[] = [];
  #lastId = 0;
  readonly #now: () => number;
  readonly #release: () => void;

  constructor(now: () => number, release: () => void = () => {}) {
    this.#now = now;
    this.#release = release;
  }

  /**
   * Adds a rule and returns it with its ID. `list` returns the current `hits`.
   *
   * @throws Error that names the field if the rule is invalid.
   */
  add(rule: FaultRule): Fault {
    const checked = readFaultRule(rule);
    this.#lastId += 1;
    const fault = {
      ...checked,
      id: `fault-${this.#lastId}`,
      matched: 0,
      hits: 0,
    };
    this.#entries.push(createEntry(fault));
    return { ...fault };
  }

  /** Removes a rule. Returns whether it existed. */
  remove(id: string): boolean {
    const kept = this.#entries.filter(entry => entry.fault.id !== id);
    const found = kept.length < this.#entries.length;
    this.#entries = kept;
    return found;
  }

  /** Removes all rules and releases the requests that they hold. */
  clear(): void {
    this.#entries = [];
    this.#release();
  }

  /** Copies of the active rules with their counts, in the order in which they were added. */
  list(): Fault[] {
    return this.#entries.map(({ fault }) => ({ ...fault }));
  }

  /** A copy of one active rule, or undefined if no rule has this ID. */
  get(id: string): Fault | undefined {
    return this.list().find(fault => fault.id === id);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  snapshot(): FaultsState {
    return this.#entries.map(({ fault, windows }) => ({
      fault: { ...fault },
      windows: structuredClone(windows),
    }));
  }

  restore(state: FaultsState): void {
    this.clear();
    this.#entries = state.map(({ fault, windows }) =>
      createEntry({ ...fault }, structuredClone(windows)),
    );
  }

  /** Counts a request, and returns the rules that apply to it. */
  hit(request: FaultRequest): Hit[] {
    const hits: Hit[] = [];
    for (const entry of this.#entries) {
      if (matches(entry, request)) {
        const hit = this.#count(entry, request);
        if (hit) {
          hits.push(hit);
        }
        if (hit && effectsOf(entry.fault).length > 0) {
          break;
        }
      }
    }
    return hits;
  }

  #count(entry: Entry, request: FaultRequest): Hit | undefined {
    const { fault } = entry;
    fault.matched += 1;
    // Drawn for every request, so that the sequence of one rule does not depend on its other conditions.
    const chance = entry.random();
    const first = fault.nth ?? 1;
    const most = fault.times ?? (fault.nth === undefined ? Infinity : 1);
    if (
      fault.matched < first ||
      fault.hits >= most ||
      chance >= (fault.probability ?? 1)
    ) {
      return undefined;
    }
    const retryAfter = this.#countTowardsLimit(entry, request);
    if (fault.rateLimit !== undefined && retryAfter === undefined) {
      return undefined;
    }
    fault.hits += 1;
    return { rule: fault, id: fault.id, retryAfter };
  }

  #countTowardsLimit(
    { fault, windows }: Entry,
    request: FaultRequest,
  ): number | undefined {
    if (fault.rateLimit === undefined) {
      return undefined;
    }
    const now = this.#now();
    const client = request.client() ?? '';
    let window = windows.get(client);
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + HOUR, requests: 0 };
      windows.set(client, window);
    }
    window.requests += 1;
    return window.requests > fault.rateLimit
      ? Math.ceil((window.endsAt - now) / 1000)
      : undefined;
  }
}

function createEntry(fault: Fault, windows: Windows = new Map()): Entry {
  const path = fault.path ?? (fault.rateLimit === undefined ? '**' : '/2.0/**');
  const random = createRandom(fault.seed ?? 1);
  // One number was drawn for every previous request.
  for (let drawn = 0; drawn < fault.matched; drawn++) {
    random();
  }
  return { fault, fitsPath: matchesPath(path), random, windows };
}

function matches({ fault, fitsPath }: Entry, request: FaultRequest): boolean {
  if (fault.method !== undefined && fault.method !== request.method) {
    return false;
  }
  if (!fitsPath(request.path)) {
    return false;
  }
  if (fault.client !== undefined && fault.client !== request.client()) {
    return false;
  }
  if (fault.person === undefined) {
    return true;
  }
  const person = request.person();
  return (
    person !== undefined &&
    [person.username, person.uuid, person.account_id].includes(fault.person)
  );
}
