/** Titles of the commits and pull requests of the live mode. */
export const TITLES = [
  'Show the opening hours of the station',
  'Fix the unit of the battery level',
  'Shorten the timeout of the search',
  'Add a test for bookings at midnight',
  'Rename the field for the return time',
  'Update the dependencies',
  'Explain the error for expired cards',
  'Remove an unused endpoint',
  'Log the reason of a failed unlock',
  'Translate the new messages',
] as const;
