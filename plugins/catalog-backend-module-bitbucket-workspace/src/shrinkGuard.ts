/** Against a listing that suddenly lacks many people. */
export interface ShrinkGuard {
  /** Share of the people that may go in one run, from 0 to 1. */
  share: number;
  /** Fewer than so many may go in any case, as long as somebody stays. */
  people: number;
}

/** Whether a listing without so many of the people is not to be believed by a machine alone. */
export function isHeldBack(
  { share, people }: ShrinkGuard,
  before: number,
  removed: number,
): boolean {
  const isLarge = removed >= people || removed >= before;
  return removed > 0 && isLarge && removed > before * share;
}
