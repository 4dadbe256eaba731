/** The result of a run. */
export interface RunReport {
  added: number;
  changed: number;
  removed: number;
  heldBack: number;
  calls: number;
  seconds: number;
  /** People in the catalog after the run. */
  people: number;
  /** Further counts for the log line, if they are not zero. */
  besides: Record<string, number>;
}
