/** The maximum difference between the clocks of instances, in milliseconds. */
export const CLOCK_SKEW_MS = 60_000;
