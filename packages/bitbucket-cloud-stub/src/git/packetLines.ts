/** The end of a section of packet lines. */
export const FLUSH = Buffer.from('0000');

/**
 * Returns a packet line.
 *
 * Source: https://git-scm.com/docs/protocol-common
 */
export function packetLine(content: string | Buffer): Buffer {
  const data = Buffer.from(content as string);
  const length = (data.length + 4).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(length), data]);
}

const MOST_IN_BAND = 65_515;

/** Returns data in band 1, in as many packet lines as it needs. */
export function sideBand(data: Buffer): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0; at < data.length; at += MOST_IN_BAND) {
    const part = data.subarray(at, at + MOST_IN_BAND);
    lines.push(packetLine(Buffer.concat([Buffer.from([1]), part])));
  }
  return Buffer.concat(lines);
}

/** The packet lines of a request, and the bytes after the last flush that they contain. */
export interface PacketLines {
  /** Text without the line end; undefined for a flush. */
  lines: (string | undefined)[];
  rest: Buffer;
}

/**
 * Reads packet lines until the data ends or is no packet line, such as a pack.
 *
 * @throws Error if a line is longer than the data.
 */
export function readPacketLines(data: Buffer): PacketLines {
  const lines: (string | undefined)[] = [];
  let at = 0;
  while (at < data.length) {
    const digits = data.toString('latin1', at, at + 4);
    if (!/^[0-9a-f]{4}$/i.test(digits)) {
      break;
    }
    const length = parseInt(digits, 16);
    if (length === 0) {
      lines.push(undefined);
      at += 4;
    } else if (length < 4 || at + length > data.length) {
      throw new Error('The request contains an invalid packet line.');
    } else {
      const text = data.toString('utf8', at + 4, at + length);
      lines.push(text.replace(/\n$/, ''));
      at += length;
    }
  }
  return { lines, rest: data.subarray(at) };
}
