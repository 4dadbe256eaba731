/**
 * The end of the log of a step. The text is as programs wrote it: show it as text only, with `readableLog`.
 *
 * @public
 */
export interface BitbucketStepLog {
  /** At most 64 KiB. */
  text: string;
  /**
   * Which part of the log the text is. `start`: the storage of Bitbucket did not return the end of the log.
   */
  part: 'all' | 'end' | 'start';
  /** The length of the part, in bytes. */
  bytes: number;
  /** The length of the whole log in bytes, if Bitbucket states it. */
  size?: number;
  /** Whether the step has ended, so that the log does not change any more. */
  isFinal: boolean;
}
