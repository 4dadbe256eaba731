import { z } from 'zod/v4';
import { BitbucketCloudError } from './BitbucketCloudError';
import { JsonResponse, parseBody } from './requestJson';
import { PageSchema } from './schemas';

export interface ReadPagesOptions<T extends z.ZodType> {
  /** The first page. */
  url: string;
  schema: PageSchema<T>;
  /** For error messages: what is listed. */
  what: string;
  /** A listing that goes on after so many pages is an error. */
  maxPages: number;
  get(url: string): Promise<JsonResponse>;
  /** Called with the total number of values, where Bitbucket states it. */
  onSize?(size: number): void;
}

/**
 * Reads a listing page by page, to its end.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination
 *
 * @throws BitbucketCloudError with code `invalid_response`, besides what `get` throws
 */
export async function* readPages<T extends z.ZodType>(
  options: ReadPagesOptions<T>,
): AsyncGenerator<z.output<T>[]> {
  const { schema, what } = options;
  const seen = new Set([options.url]);
  let read = 0;
  let next: string | null | undefined = options.url;
  while (next) {
    const page: z.output<PageSchema<T>> = parseBody(
      schema,
      await options.get(next),
      what,
    );
    if (page.size !== undefined) {
      options.onSize?.(page.size);
    }
    read += page.values.length;
    next = page.next;
    if (next) {
      checkNext(next, seen, options);
    } else {
      checkSize(page.size, read, what);
    }
    yield page.values;
  }
}

/**
 * Pages are cut by position, so the last page's `size` agrees with what was read even where values
 * came or went in the meantime.
 */
function checkSize(size: number | undefined, read: number, what: string) {
  if (size !== undefined && size > read) {
    throw new BitbucketCloudError(
      `Bitbucket's list of ${what} states ${size} values but ${read} were read; the list was not used`,
      { code: 'invalid_response' },
    );
  }
}

/** `next` is opaque and absolute, and it would be sent the token: only to the API, and never twice. */
function checkNext(
  next: string,
  seen: Set<string>,
  { url, what, maxPages }: ReadPagesOptions<z.ZodType>,
) {
  const problem =
    (URL.parse(next)?.origin !== new URL(url).origin &&
      'continues at another host') ||
    (seen.has(next) && 'repeats a page') ||
    (seen.size >= maxPages && `has more than ${maxPages} pages`);
  if (problem) {
    throw new BitbucketCloudError(
      `Bitbucket's list of ${what} ${problem}; it was not followed`,
      { code: 'invalid_response' },
    );
  }
  seen.add(next);
}
