import type { Company } from './Company.mts';
import type { Hour } from './sessionsReport.mts';

/** A working day of a company. */
export interface Scenario {
  id: string;
  title: string;
  run(company: Company, loads: number): Promise<Hour[]>;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const WORKING_DAY_HOURS = 9;

export const scenarios: Scenario[] = [
  {
    id: 'day',
    title: 'An ordinary day',
    run(company, loads) {
      // Each session was checked on one of the last five working days.
      return company.work({
        hours: WORKING_DAY_HOURS,
        loads,
        checkedBefore: person => (person % 5) * DAY_MS + 15 * HOUR_MS,
      });
    },
  },
  {
    id: 'monday',
    title: 'A Monday',
    run(company, loads) {
      return company.work({
        hours: WORKING_DAY_HOURS,
        loads,
        checkedBefore: person => (2 + (person % 5)) * DAY_MS + 15 * HOUR_MS,
      });
    },
  },
  {
    id: 'holidays',
    title: 'The first day after two weeks off',
    run(company, loads) {
      return company.work({
        hours: WORKING_DAY_HOURS,
        loads,
        checkedBefore: person => (16 + (person % 5)) * DAY_MS + 15 * HOUR_MS,
      });
    },
  },
  {
    id: 'outage',
    title: 'A Monday on which Bitbucket is unavailable from 9:00 to 10:00',
    run(company, loads) {
      return company.work({
        hours: WORKING_DAY_HOURS,
        loads,
        checkedBefore: person => (2 + (person % 5)) * DAY_MS + 15 * HOUR_MS,
        outageHours: 1,
      });
    },
  },
];
