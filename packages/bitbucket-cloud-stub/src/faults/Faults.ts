import { createRandom } from '../model/createRandom';
import type { Person } from '../model/types';
import type { Fault, FaultRule, StubFaults } from './FaultRule';
import { matchesPath } from '../http/pathPattern';
import { effectsOf, readFaultRule } from './readFaultRule';

const HOUR = 60 * 60 * 1000;

/** A request as far as the rules look at it. */
export interface FaultRequest {
  method: string;
  path: string;
  /** Only asked for by a rule that wants to know. */
  person(): Person | undefined;
  client(): string | undefined;
}

/** The rules that a request falls under, and what they need to act. */
export interface Hit {
  rule: FaultRule;
  id: string;
  /** Seconds until the window of a rate limit ends. */
  retryAfter?: number;
}

/** What a snapshot keeps of the rules. */
export type FaultsState = { fault: Fault; windows: Windows }[];

interface Entry {
  fault: Fault;
  fitsPath: (path: string) => boolean;
  random: () => number;
  windows: Windows;
}

type Windows = Map<string, { endsAt: number; requests: number }>;

/**
 * The rules by which requests go wrong. The first rule added comes first; a rule that answers a
 * request ends the search, one that only delays it does not.
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
   * Puts a rule in force and returns it with its id. `hits` counts on in what `list` returns.
   *
   * @throws Error in one sentence that names the field when the rule is not valid.
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

  /** Takes a rule out of force. Returns whether there was such a rule. */
  remove(id: string): boolean {
    const kept = this.#entries.filter(entry => entry.fault.id !== id);
    const found = kept.length < this.#entries.length;
    this.#entries = kept;
    return found;
  }

  /** Takes all rules out of force and lets go of the requests that they hold. */
  clear(): void {
    this.#entries = [];
    this.#release();
  }

  /** Copies of the rules in force with their counts, the first one added first. */
  list(): Fault[] {
    return this.#entries.map(({ fault }) => ({ ...fault }));
  }

  /** Copy of one rule in force, or undefined when there is none with this id. */
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

  /**
   * Counts a request, and says which rules it falls under.
   */
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
    // Drawn for every request, so that one rule's course does not depend on its other conditions.
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
  // One number was drawn for every request so far.
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
