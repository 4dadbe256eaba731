/** Protects against a listing that suddenly lacks many people. */
export interface ShrinkGuard {
  /** Share of the people that a run can remove, from 0 to 1. */
  share: number;
  /** A run can always remove fewer than this number, if some of the previous people remain. */
  people: number;
}

/** The effect of a listing on the people of a Group. */
export interface Shrinkage {
  before: number;
  lost: number;
  /** How many of the previous people remain. New people do not count. */
  stay: number;
  /** How many people are new, in a list in which one person can replace another. */
  successors?: number;
  /** Whether a second response from Bitbucket confirmed that the project of the people was deleted. */
  isDeleted?: boolean;
}

/** Returns whether a listing lacks so many people that an operator must confirm it. */
export function isHeldBack(
  { share, people }: ShrinkGuard,
  { before, lost, stay, successors = 0, isDeleted = false }: Shrinkage,
): boolean {
  const isHandedOver = before === 1 && successors > 0;
  const isEmptied = stay <= 0 && !isHandedOver && !isDeleted;
  const isLarge = lost >= people || isEmptied;
  return lost > 0 && isLarge && lost > before * share;
}
