import { InputError } from '@backstage/errors';
import express, { type Request, type Response } from 'express';
import { formatCount, type Limits } from '../limits/limits';
import { findExceededBound } from '../values/measureValue';
import {
  describeUnstorableText,
  findUnstorableText,
} from '../values/unstorableText';
import { type RunInTurn } from '../workQueue';
import { describeBodyProblem, findBodyProblem } from './findBodyProblem';
import { StatusError } from './StatusError';

/** How to read a body. */
export interface BodyOptions {
  /** Maximum bytes after decompression. */
  size: number;
  /** Whether the body can be compressed. */
  inflate: boolean;
  /** Checks the body before it is parsed. Without limits, every body is parsed. */
  limits?: Limits;
  /** Checks and parses larger bodies, which takes some milliseconds, one after the other. */
  runInTurn: RunInTurn;
}

/** Bodies up to this size are parsed immediately. */
const SMALL_BODY = 10 * 1024;

/**
 * Reads the JSON body of a request into `req.body`, like `express.json()`. A later parser skips a body
 * that has been read.
 *
 * @throws StatusError 413 if the body is too large
 * @throws InputError if the body is above a limit, or is not JSON in UTF-8
 */
export async function readBody(
  req: Request,
  res: Response,
  options: BodyOptions,
): Promise<void> {
  const { limits, runInTurn } = options;
  const bytes = await readBytes(req, res, options);
  if (bytes) {
    assertUtf8(req);
  }
  const parseBody = () => checkAndParse(req, { bytes, limits });
  if (limits && !isSmall(req, bytes)) {
    await runInTurn(parseBody);
  } else {
    parseBody();
  }
}

function isSmall({ headers }: Request, bytes: Buffer | undefined): boolean {
  const isPlain =
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined;
  // Without the bytes (an earlier router parsed them, or the request has no body), use the size from the
  // header.
  return bytes
    ? bytes.length <= SMALL_BODY
    : isPlain && Number(headers['content-length'] ?? 0) <= SMALL_BODY;
}

/** @param options - the bytes of the body, unless an earlier router has parsed it */
function checkAndParse(
  req: Request,
  { bytes, limits }: { bytes?: Buffer; limits?: Limits },
) {
  const problem =
    limits &&
    (bytes ? findBodyProblem(bytes, limits) : findParsedProblem(req, limits));
  if (problem) {
    throw new InputError(problem);
  }
  if (bytes) {
    req.body = parse(bytes);
  }
  const path = limits && findUnstorableText(req.body);
  if (path !== undefined) {
    throw new InputError(describeUnstorableText(path, 'request body'));
  }
}

/** Checks a body that an earlier router has parsed. */
function findParsedProblem({ body }: Request, limits: Limits) {
  const values = limits['body.values'];
  const depth = limits['body.depth'];
  const bound = findExceededBound(body, { depth, values });
  return bound === 'values' || bound === 'depth'
    ? describeBodyProblem(bound, limits)
    : undefined;
}

/** @returns `undefined` if the request has no JSON body, or if it was read before */
async function readBytes(
  req: Request,
  res: Response,
  { size, inflate }: BodyOptions,
): Promise<Buffer | undefined> {
  const read = express.raw({ type: 'application/json', limit: size, inflate });
  await new Promise<void>((resolve, reject) => {
    read(req, res, error =>
      error ? reject(describeError(error, size)) : resolve(),
    );
  });
  return Buffer.isBuffer(req.body) ? req.body : undefined;
}

function describeError(error: Error & { type?: string }, size: number): Error {
  switch (error.type) {
    case 'entity.too.large':
      return new StatusError(
        413,
        `The request body has more than ${formatCount(size)} bytes.`,
      );
    case 'encoding.unsupported':
      return new StatusError(
        415,
        'The portal does not accept this Content-Encoding here. Send the request body without compression.',
      );
    default:
      return error;
  }
}

/** {@link findBodyProblem} counts bytes, which have other meanings in other encodings. */
function assertUtf8(req: Request) {
  if (/charset\s*=\s*"?(?!utf-8\b)/i.test(req.get('content-type') ?? '')) {
    throw new StatusError(
      415,
      'The request body is not in UTF-8. Send it as application/json; charset=utf-8.',
    );
  }
}

function parse(bytes: Buffer): unknown {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text === '') {
    return {};
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `The request body is not JSON: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (typeof body !== 'object' || body === null) {
    throw new InputError('The request body is not a JSON object or array.');
  }
  return body;
}
