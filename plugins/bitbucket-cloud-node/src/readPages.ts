import { z } from 'zod/v4';
import { BitbucketCloudError } from './BitbucketCloudError';
import { type JsonResponse, parseBody } from './requestJson';
import { type PageSchema, pageSchema } from './schemas';
import { type BitbucketUnreadableValue } from './workspaceClientOptions';

export interface ReadPagesOptions<T extends z.ZodType> {
  /** The first page. */
  url: string;
  schema: PageSchema<T>;
  /** The content of the listing, for error messages. */
  what: string;
  /** A listing with more pages is an error. */
  maxPages: number;
  get(url: string): Promise<JsonResponse>;
  /** Called with the total number of values, if Bitbucket returns it. */
  onSize?(size: number): void;
  /** Called for each value that cannot be read. Default: the listing fails. */
  onUnreadable?(value: BitbucketUnreadableValue): void;
}

const anyPageSchema = pageSchema(z.unknown());
const LONGEST_NAME = 100;

/**
 * Reads all pages of a listing.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination
 *
 * @throws BitbucketCloudError with code `invalid_response`, in addition to the errors of `get`
 */
export async function* readPages<T extends z.ZodType>(
  options: ReadPagesOptions<T>,
): AsyncGenerator<z.output<T>[]> {
  const { what } = options;
  const seen = new Set([options.url]);
  let read = 0;
  let next: string | null | undefined = options.url;
  while (next) {
    const response: JsonResponse = await options.get(next);
    const page = parseBody(
      options.onUnreadable ? anyPageSchema : options.schema,
      response,
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
    yield options.onUnreadable
      ? readValues(page.values, options)
      : (page.values as z.output<T>[]);
  }
}

/**
 * Reads the first pages of a listing.
 *
 * @returns the values, and whether Bitbucket has more of them
 * @throws BitbucketCloudError with code `invalid_response`, in addition to the errors of `get`
 */
export async function readFirstPages<T extends z.ZodType>(
  options: Pick<ReadPagesOptions<T>, 'url' | 'schema' | 'what' | 'get'> & {
    pages: number;
  },
): Promise<{ values: z.output<T>[]; hasMore: boolean }> {
  const { get, pages, schema, url, what } = options;
  const values: z.output<T>[] = [];
  const seen = new Set([url]);
  let next = url;
  for (let count = 1; ; count += 1) {
    const page = parseBody(schema, await get(next), what);
    values.push(...(page.values as z.output<T>[]));
    if (!page.next || count === pages) {
      return { values, hasMore: Boolean(page.next) };
    }
    checkNext(page.next, seen, { url, what, maxPages: pages });
    next = page.next;
  }
}

/** Returns the readable values. */
function readValues<T extends z.ZodType>(
  values: unknown[],
  { schema, what, onUnreadable }: ReadPagesOptions<T>,
): z.output<T>[] {
  return values.flatMap(value => {
    const parsed = schema.shape.values.element.safeParse(value);
    if (parsed.success) {
      return [parsed.data];
    }
    const fields = parsed.error.issues.map(({ path }) => path.join('.'));
    onUnreadable?.({
      listing: what,
      name: nameOf(value),
      fields: [...new Set(fields)].filter(Boolean),
    });
    return [];
  });
}

/** Users choose names, and this one is for a log line. */
function nameOf(value: unknown): string | undefined {
  const { user, ...own } = Object(value) as Record<string, unknown>;
  const place = { ...own, ...Object(user) } as Record<string, unknown>;
  const name = [
    place.display_name,
    place.nickname,
    place.name,
    place.uuid,
    place.account_id,
    place.key,
  ].find(text => typeof text === 'string' && text.trim() !== '');
  const line = String(name ?? '').replace(
    /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu,
    ' ',
  );
  return [...line].slice(0, LONGEST_NAME).join('').trim() || undefined;
}

/**
 * Pages are cut by position, so the last page's `size` equals the number of values even if some were
 * added or removed during the call.
 */
function checkSize(size: number | undefined, read: number, what: string) {
  if (size !== undefined && size > read) {
    throw new BitbucketCloudError(
      `Bitbucket's list of ${what} states ${size} values but ${read} were read; the list was not used`,
      { code: 'invalid_response' },
    );
  }
}

/**
 * `next` is opaque and absolute, and the client sends the token to it. So it must be a URL of the API,
 * and must not repeat.
 *
 * @param seen - the URLs of the pages so far; receives `next`
 */
export function checkNext(
  next: string,
  seen: Set<string>,
  {
    url,
    what,
    maxPages,
  }: Pick<ReadPagesOptions<z.ZodType>, 'url' | 'what' | 'maxPages'>,
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
