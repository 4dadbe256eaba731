/** Against a listing that suddenly lacks many people. */
export interface ShrinkGuard {
  /** Share of the people that may go in one run, from 0 to 1. */
  share: number;
  /** Fewer than so many may go in any case, as long as some of those who were there stay. */
  people: number;
}

/** What a listing would take from people. */
export interface Shrinkage {
  before: number;
  lost: number;
  /** How many of those who were there before stay. People who are new do not count. */
  stay: number;
  /** How many people are new, in a list in which one person may follow another. */
  successors?: number;
  /** Whether Bitbucket confirmed by a second response that what the people were in is deleted. */
  isDeleted?: boolean;
}

/** Whether a listing lacks so many people that an operator must confirm it. */
export function isHeldBack(
  { share, people }: ShrinkGuard,
  { before, lost, stay, successors = 0, isDeleted = false }: Shrinkage,
): boolean {
  const isHandedOver = before === 1 && successors > 0;
  const isEmptied = stay <= 0 && !isHandedOver && !isDeleted;
  const isLarge = lost >= people || isEmptied;
  return lost > 0 && isLarge && lost > before * share;
}
