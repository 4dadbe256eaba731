import { type ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderServiceReadTreeResponse } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { formatCount } from '../limits/limits';

type TreeResponseFactory = Parameters<ReaderFactory>[0]['treeResponseFactory'];
type ArchiveOptions = Parameters<TreeResponseFactory['fromZipArchive']>[0];
type Chunks = AsyncIterable<Uint8Array>;

const MEBIBYTE = 1024 * 1024;

/** Limits for the archive of a repository: several times the size of a large repository. */
export const archiveBounds = {
  /** Bytes of the archive itself. */
  archive: 512 * MEBIBYTE,
  /** Total bytes of its content. */
  unpacked: 1024 * MEBIBYTE,
  files: 200_000,
};

/** The backend serves other requests between two pieces of an archive. */
const PIECE_SIZE = 64 * 1024;

/** The remaining budget of an archive. An error within a filter would stop the backend. */
class ArchiveBudget {
  readonly #left: typeof archiveBounds;
  isExceeded = false;

  constructor(private readonly bounds: typeof archiveBounds) {
    this.#left = { ...bounds };
  }

  /** @returns whether the archive is still within its limits */
  take(bound: keyof typeof archiveBounds, count = 1): boolean {
    this.#left[bound] -= count;
    this.isExceeded ||= this.#left[bound] < 0;
    return !this.isExceeded;
  }

  /** @throws InputError if the archive exceeds a limit */
  async *limit(
    chunks: Chunks,
    bound: keyof typeof archiveBounds,
  ): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.take(bound, chunk.length);
      this.check();
      // A response yields bytes that are not a Buffer, which Backstage cannot read.
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    }
  }

  check() {
    if (this.isExceeded) {
      const { archive, unpacked, files } = this.bounds;
      throw new InputError(
        `The archive of the repository has more than ${formatCount(
          archive,
        )} bytes, more than ${formatCount(
          unpacked,
        )} bytes unpacked, or more than ${formatCount(
          files,
        )} files. Use a smaller repository, or give the URL of each file in place of a pattern.`,
      );
    }
  }
}

/**
 * Limits the archives of repositories that URL readers unpack, as a few kilobytes can contain gigabytes.
 *
 * This function unpacks gzip itself, in a thread and in pieces. Backstage would unpack each chunk of the
 * response at once, in the event loop.
 *
 * @seam Backstage also reads a tar archive that is not compressed, and prefers `stream` over `response`:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/urlReader/lib/tree/ReadTreeResponseFactory.ts
 */
export function limitArchives(
  factory: TreeResponseFactory,
  bounds = archiveBounds,
): TreeResponseFactory {
  return {
    fromTarArchive: async options => {
      const budget = new ArchiveBudget(bounds);
      const archive = budget.limit(toChunks(options), 'archive');
      const tree = await factory.fromTarArchive({
        ...options,
        etag: readEtag(options),
        filter: (path, info) =>
          budget.take('files') && (options.filter?.(path, info) ?? true),
        stream: Readable.from(budget.limit(unzip(archive), 'unpacked')),
      });
      return withCheck(tree, budget);
    },
    fromZipArchive: async options => {
      const budget = new ArchiveBudget(bounds);
      const archive = budget.limit(toChunks(options), 'archive');
      const tree = await factory.fromZipArchive({
        ...options,
        etag: readEtag(options),
        // Backstage unpacks only the files that this filter accepts.
        filter: (path, info) =>
          budget.take('files') &&
          (options.filter?.(path, info) ?? true) &&
          budget.take('unpacked', info?.size),
        stream: Readable.from(untilExceeded(archive, budget)),
      });
      return withCheck(tree, budget);
    },
    fromReadableArray: options => factory.fromReadableArray(options),
  };
}

async function* unzip(chunks: AsyncGenerator<Buffer>) {
  const { value: start = Buffer.alloc(0) } = await chunks.next();
  const source = Readable.from(prepend(start, chunks));
  // https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
  const isZipped = start[0] === 0x1f && start[1] === 0x8b;
  yield* isZipped
    ? pipeline(source, createGunzip({ chunkSize: PIECE_SIZE }), () => {})
    : source;
}

async function* prepend(start: Uint8Array, chunks: Chunks) {
  yield start;
  yield* chunks;
}

/**
 * Ends an archive that exceeds its limits. A stream error would stop the backend.
 *
 * @seam Backstage pipes the stream into a file without an error handler:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/urlReader/lib/tree/ZipArchiveResponse.ts
 */
async function* untilExceeded(chunks: Chunks, budget: ArchiveBudget) {
  try {
    yield* chunks;
  } catch (error) {
    if (!budget.isExceeded) {
      throw error;
    }
  }
}

/** Replaces the errors of a truncated archive by the reason. */
function withCheck(
  tree: UrlReaderServiceReadTreeResponse,
  budget: ArchiveBudget,
): UrlReaderServiceReadTreeResponse {
  const check = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result;
    } finally {
      budget.check();
    }
  };
  return {
    etag: tree.etag,
    files: () => check(tree.files()),
    archive: () => check(tree.archive()),
    dir: options => check(tree.dir(options)),
  };
}

function toChunks(options: ArchiveOptions): Chunks {
  if ('stream' in options) {
    return options.stream;
  }
  return (options.response.body as Chunks | null) ?? Readable.from([]);
}

function readEtag(options: ArchiveOptions): string {
  const ofResponse =
    'response' in options ? options.response.headers.get('etag') : undefined;
  return options.etag ?? ofResponse ?? '';
}
