import { type BitbucketStepLog } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Tail } from './requestTail';

/** The part of a log that the client reads. */
export const LOG_BYTES = 64 * 1024;

const NEWLINE = 0x0a;
/** A byte that continues a character of UTF-8. */
const isContinuation = (byte: number) => byte >= 0x80 && byte < 0xc0;

/** Returns the text of the end of a log, from the beginning of a line. */
export function toLog({
  bytes,
  part,
  size,
}: Tail): Omit<BitbucketStepLog, 'isFinal'> {
  const whole = part === 'end' ? bytes.subarray(firstLine(bytes)) : bytes;
  return {
    text: new TextDecoder().decode(whole),
    part,
    bytes: bytes.length,
    size: size ?? (part === 'all' ? bytes.length : undefined),
  };
}

/** The range begins anywhere in a line, and in a character. */
function firstLine(bytes: Buffer): number {
  const newline = bytes.indexOf(NEWLINE);
  if (newline >= 0 && newline + 1 < bytes.length) {
    return newline + 1;
  }
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) {
    start += 1;
  }
  return start;
}
