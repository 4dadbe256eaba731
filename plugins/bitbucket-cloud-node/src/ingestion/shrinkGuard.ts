/**
 * Protects against a listing that suddenly lacks many of its values.
 *
 * @public
 */
export interface ShrinkGuard {
  /** Share of the values that a run can remove, from 0 to 1. */
  share: number;
  /** A run can always remove fewer than this number, if some of the previous values remain. */
  count: number;
}

/**
 * The effect of a listing on the values that were known before, for example the people of a Group.
 *
 * @public
 */
export interface Shrinkage {
  /** Number of known values. */
  before: number;
  /** How many of them the listing lacks. */
  lost: number;
  /** How many of the previous values remain. New values do not count. */
  stay: number;
  /** How many values are new, in a list in which one value can replace another. */
  successors?: number;
  /** Whether a second response from Bitbucket confirmed that the source of the values was deleted. */
  isDeleted?: boolean;
}

/**
 * Returns whether a listing lacks so many values that an operator must confirm it.
 *
 * @public
 */
export function isHeldBack(
  { share, count }: ShrinkGuard,
  { before, lost, stay, successors = 0, isDeleted = false }: Shrinkage,
): boolean {
  const isHandedOver = before === 1 && successors > 0;
  const isEmptied = stay <= 0 && !isHandedOver && !isDeleted;
  const isLarge = lost >= count || isEmptied;
  return lost > 0 && isLarge && lost > before * share;
}
