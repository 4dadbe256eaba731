import type { WorkDay } from './Company.mts';

/** A working day of a company. */
export interface Scenario {
  id: string;
  title: string;
  day: Omit<WorkDay, 'loads'>;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Each session was checked on one of five consecutive days, the last of which was this many days ago. */
function dayAfter(daysAgo: number): Scenario['day'] {
  return {
    hours: 9,
    checkedBefore: person => (daysAgo + (person % 5)) * DAY_MS + 15 * HOUR_MS,
  };
}

export const scenarios: Scenario[] = [
  { id: 'day', title: 'An ordinary day', day: dayAfter(0) },
  { id: 'monday', title: 'A Monday', day: dayAfter(2) },
  {
    id: 'holidays',
    title: 'The first day after two weeks off',
    day: dayAfter(16),
  },
  {
    id: 'outage',
    title: 'A Monday on which Bitbucket is unavailable from 9:00 to 10:00',
    day: { ...dayAfter(2), outageHours: 1 },
  },
];
