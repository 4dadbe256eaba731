/** Against a listing that suddenly lacks many people. */
export interface ShrinkGuard {
  /** Share of the people that may go in one run, from 0 to 1. */
  share: number;
  /** Fewer than so many may go in any case, as long as the listing is not empty. */
  people: number;
}

/** Whether a listing lacks so many people that an operator must confirm it. */
export function isHeldBack(
  { share, people }: ShrinkGuard,
  { before, lost, stay }: { before: number; lost: number; stay: number },
): boolean {
  const isLarge = lost >= people || stay <= 0;
  return lost > 0 && isLarge && lost > before * share;
}
