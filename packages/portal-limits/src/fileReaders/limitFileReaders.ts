import { type ReaderFactory } from '@backstage/backend-defaults/urlReader';
import {
  type UrlReaderService,
  type UrlReaderServiceReadUrlResponse,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Readable } from 'node:stream';
import { limitArchives } from './limitArchives';
import { describeRemedy, formatCount } from '../limits/limits';
import { Matches } from './Matches';
import { readLimits } from '../limits/readLimits';

/**
 * The maximum length of a file name on Linux, and a path length that users do not need. The time to
 * match grows with both.
 */
const NAME_LENGTH = 255;
const PATH_LENGTH = 1_000;

/**
 * Wraps factories of URL readers, so that they stop reading a file at `backend.limits.readFile.size`. A
 * search with a pattern reads the files of an archive into memory; this function limits these files too.
 * {@link limitArchives} limits the archives themselves.
 *
 * @seam `search` of a reader reads a file through `readUrl`, and files that match a pattern through
 * `readTree` with a filter, of the same object:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/urlReader/lib/BitbucketCloudUrlReader.ts
 */
export function limitFileReaders(factory: ReaderFactory): ReaderFactory {
  return options => {
    const size = readLimits(options.config)['readFile.size'];
    const treeResponseFactory = limitArchives(options.treeResponseFactory);
    return factory({ ...options, treeResponseFactory }).map(tuple => {
      limitReader(tuple.reader, size);
      return tuple;
    });
  };
}

function limitReader(reader: UrlReaderService, size: number) {
  const readUrl = reader.readUrl.bind(reader);
  reader.readUrl = async (url, options) => {
    const response = await readUrl(url, options);
    return { ...response, ...limitResponse(response, { size, url }) };
  };
  const readTree = reader.readTree.bind(reader);
  reader.readTree = async (url, options) => {
    const { filter } = options ?? {};
    if (!filter) {
      return readTree(url, options);
    }
    const matches = new Matches(url, size);
    const tree = await readTree(url, {
      ...options,
      filter: (path, info) =>
        isUsual(path) && filter(path, info) && matches.accept(info?.size),
    });
    return {
      etag: tree.etag,
      files: () => matches.check(tree.files()),
      archive: () => matches.check(tree.archive()),
      dir: to => matches.check(tree.dir(to)),
    };
  };
}

/**
 * Returns whether a search can return a file with this path. URLs treat a backslash as a slash, drop tabs and
 * line breaks, and contain escapes themselves. The files `teams/a\..\booking/catalog-info.yaml` and `teams/gr%C3%B6n/catalog-info.yaml` would
 * have the URLs of `teams/booking/catalog-info.yaml` and `teams/grön/catalog-info.yaml`, and could take their entities.
 */
function isUsual(path: string): boolean {
  return (
    path.length <= PATH_LENGTH &&
    path.split('/').every(name => name.length <= NAME_LENGTH) &&
    !/[\\\p{Cc}]|%[\da-f]{2}/iu.test(path)
  );
}

function limitResponse(
  response: UrlReaderServiceReadUrlResponse,
  { size, url }: { size: number; url: string },
): Pick<UrlReaderServiceReadUrlResponse, 'buffer' | 'stream'> {
  let content: Promise<Buffer> | undefined;
  // Some readers have no stream. In that case, the file is in memory already.
  const stream = () =>
    Readable.from(
      limitChunks(response.stream?.() ?? Readable.from(chunksOf(response))),
    );
  async function* limitChunks(source: Readable) {
    let read = 0;
    for await (const chunk of source) {
      read += chunk.length;
      if (read > size) {
        throw new InputError(
          `The file at ${url} has more than ${formatCount(
            size,
          )} bytes. ${describeRemedy('readFile.size', 'Use a smaller file.')}`,
        );
      }
      yield chunk;
    }
  }
  return {
    stream,
    buffer: () => (content ??= readAll(stream())),
  };
}

async function* chunksOf(response: UrlReaderServiceReadUrlResponse) {
  yield await response.buffer();
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
