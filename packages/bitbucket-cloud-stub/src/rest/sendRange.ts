import { ReadableStream as NodeStream } from 'node:stream/web';
import type { Context } from 'hono';
import type { StubEnv } from '../http/StubEnv';

/** A text that can be read in parts. */
export interface Ranged {
  size: number;
  read(start: number, end: number): Iterable<Uint8Array>;
}

/**
 * Sends bytes, or the range of the header `Range`: 206, or 416 if it begins after the end. More than one range is
 * ignored, as RFC 9110 (section 14.2) permits.
 */
export function sendRange(
  c: Context<StubEnv>,
  content: Ranged,
  headers: Record<string, string>,
): Response {
  const { size } = content;
  const range = readRange(c.req.header('range'), size);
  const shared = { ...headers, 'Accept-Ranges': 'bytes' };
  if (range === 'unsatisfiable') {
    return c.body(null, 416, { ...shared, 'Content-Range': `bytes */${size}` });
  }
  const [start, end] = range ?? [0, size];
  const stream = NodeStream.from(content.read(start, end));
  const body = stream as unknown as ReadableStream;
  const length = { 'Content-Length': String(end - start) };
  return range
    ? c.body(body, 206, {
        ...shared,
        ...length,
        'Content-Range': `bytes ${start}-${end - 1}/${size}`,
      })
    : c.body(body, 200, { ...shared, ...length });
}

function readRange(
  header: string | undefined,
  size: number,
): [start: number, end: number] | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || (first === '' && last === '')) {
    return undefined;
  }
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : [size - length, size];
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) {
    return undefined;
  }
  return start >= size ? 'unsatisfiable' : [start, end];
}
