/** Clocks of instances may differ by so much, in milliseconds. */
export const CLOCK_SKEW_MS = 60_000;
