/** How long a page of a collection is, and can be. */
export interface PageLength {
  byDefault: number;
  most: number;
}

const PAGE_LENGTH: PageLength = { byDefault: 10, most: 100 };

/** A page of a collection as Bitbucket sends it. */
export interface Page<T> {
  values: T[];
  pagelen: number;
  size: number;
  page: number;
  /** Absolute and opaque; only set if there is a next page. */
  next?: string;
}

/**
 * Returns the requested page of a collection.
 *
 * `next` contains a cursor in place of a page number, so that a client that generates page numbers instead of following the link fails. A number in `page`
 * still works, as at Bitbucket.
 *
 * @param searchParams - `pagelen` (1 to 100, 10 by default) and `page` select the page.
 * @param collection - Absolute URL of the collection, with which `next` begins, and other limits of `pagelen`.
 * @returns A message for a 400 if a parameter is invalid.
 *
 * Source: https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination
 */
export function paginate<T>(
  items: readonly T[],
  searchParams: URLSearchParams,
  { endpoint, length = PAGE_LENGTH }: { endpoint: string; length?: PageLength },
): Page<T> | string {
  const pagelen = readPageLength(searchParams.get('pagelen'), length);
  if (pagelen === undefined) {
    return 'Invalid pagelen';
  }
  const start = readStart(searchParams.get('page'), pagelen);
  if (start === undefined) {
    return 'Invalid page';
  }
  const end = start + pagelen;
  const page: Page<T> = {
    values: items.slice(start, end),
    pagelen,
    size: items.length,
    page: Math.floor(start / pagelen) + 1,
  };
  if (end < items.length) {
    const next = new URL(endpoint);
    next.search = searchParams.toString();
    next.searchParams.set('pagelen', String(pagelen));
    next.searchParams.set('page', writeCursor(end));
    next.searchParams.delete('access_token');
    page.next = next.href;
  }
  return page;
}

function readPageLength(
  value: string | null,
  { byDefault, most }: PageLength,
): number | undefined {
  if (value === null) {
    return byDefault;
  }
  const length = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  return length >= 1 && length <= most ? length : undefined;
}

function readStart(value: string | null, pagelen: number): number | undefined {
  if (value === null) {
    return 0;
  }
  if (/^[1-9]\d{0,8}$/.test(value)) {
    return (Number(value) - 1) * pagelen;
  }
  const cursor = Buffer.from(value, 'base64url').toString();
  const start = /^from:(\d{1,9})$/.exec(cursor)?.[1];
  return start === undefined ? undefined : Number(start);
}

function writeCursor(start: number): string {
  return Buffer.from(`from:${start}`).toString('base64url');
}
