import { openPortals, type OpenPortals } from './portals.mts';
import type { Hour } from './sessionsReport.mts';

const MINUTE_MS = 60 * 1000;
const START_OF_WORK = 9;

export interface WorkDay {
  hours: number;
  /** Page loads of each user per hour. */
  loads: number;
  /** How long ago the session of each user was checked, in milliseconds. */
  checkedBefore: (person: number) => number;
  /** Hours from the start of the day during which Bitbucket does not respond. */
  outageHours?: number;
}

/** The users of a company, each with one browser, and the instances of its portal. */
export class Company {
  readonly #people: number;
  readonly #portals: OpenPortals;

  private constructor(people: number, portals: OpenPortals) {
    this.#people = people;
    this.#portals = portals;
  }

  static async start(options: {
    people: number;
    instances: number;
  }): Promise<Company> {
    return new Company(options.people, await openPortals(options));
  }

  /** Simulates the work of all users. Page loads are spread evenly over users, time and instances. */
  async work(day: WorkDay): Promise<Hour[]> {
    const { bitbucket, signIn } = this.#portals;
    const cookies: string[] = [];
    for (let person = 0; person < this.#people; person++) {
      cookies.push(await signIn(person, day.checkedBefore(person)));
    }
    bitbucket.limit();
    const start = bitbucket.now();
    const hours: Hour[] = [];
    const callsByMinute: number[] = [];
    for (let minute = 0; minute < day.hours * 60; minute++) {
      if (minute % 60 === 0) {
        hours.push(newHour(START_OF_WORK + minute / 60));
        console.error(`${START_OF_WORK + minute / 60}:00 …`);
      }
      const hour = hours[hours.length - 1];
      bitbucket.setAway(minute < (day.outageHours ?? 0) * 60);
      const loads = Math.round((cookies.length * day.loads) / 60);
      for (let load = 0; load < loads; load++) {
        bitbucket.advanceTo(start + (minute + load / loads) * MINUTE_MS);
        await this.#load(cookies[randomIndex(cookies)], hour);
      }
      await this.#count(hour, callsByMinute);
    }
    return hours;
  }

  async stop(): Promise<void> {
    await this.#portals.stop();
  }

  async #load(cookie: string, hour: Hour): Promise<void> {
    const { instances } = this.#portals;
    hour.loads += 1;
    try {
      const source = await instances[randomIndex(instances)].load(cookie);
      hour.grace += source === 'outage' ? 1 : 0;
    } catch (error) {
      if (hour.failed === 0) {
        console.error(error);
      }
      hour.failed += 1;
    }
  }

  async #count(hour: Hour, callsByMinute: number[]): Promise<void> {
    const { instances } = this.#portals;
    // A check takes less than a minute of simulated time.
    await Promise.all(instances.map(instance => instance.settle()));
    const { calls, checked, ended } = this.#portals.takeCounts();
    callsByMinute.push(calls);
    const lastHour = callsByMinute.slice(-60);
    hour.calls += calls;
    hour.checked += checked;
    hour.ended += ended;
    hour.mostCalls = Math.max(
      hour.mostCalls,
      lastHour.reduce((total, each) => total + each, 0),
    );
  }
}

function randomIndex(list: unknown[]): number {
  return Math.floor(Math.random() * list.length);
}

function newHour(hour: number): Hour {
  return {
    hour,
    loads: 0,
    failed: 0,
    calls: 0,
    mostCalls: 0,
    checked: 0,
    grace: 0,
    ended: 0,
  };
}
