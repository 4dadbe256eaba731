/** The result of a run. */
export interface RunReport {
  /** Repositories that the filters include. */
  found: number;
  /** Repositories whose files were read. */
  read: number;
  /** Repositories that were not read, because they did not change. */
  unchanged: number;
  /** Repositories without a catalog file. */
  withoutFile: number;
  /** Files that cannot be read, or that the catalog cannot use. */
  invalid: number;
  added: number;
  changed: number;
  removed: number;
  heldBack: number;
}
