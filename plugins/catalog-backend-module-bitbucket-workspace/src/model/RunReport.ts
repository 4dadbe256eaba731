/** What came of a run. */
export interface RunReport {
  added: number;
  changed: number;
  removed: number;
  heldBack: number;
  calls: number;
  seconds: number;
  /** People in the catalog after it. */
  people: number;
  /** Further counts for the log line, where they are not zero. */
  besides: Record<string, number>;
}
