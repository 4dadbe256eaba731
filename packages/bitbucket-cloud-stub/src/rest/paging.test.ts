import { paginate, type Page } from './paging';

const ENDPOINT = 'http://localhost:7100/2.0/things';
const THINGS = Array.from({ length: 250 }, (_, index) => index);

function page(query: string): Page<number> {
  const result = paginate(THINGS, new URL(`${ENDPOINT}${query}`).searchParams, {
    endpoint: ENDPOINT,
  });
  if (typeof result === 'string') {
    throw new Error(result);
  }
  return result;
}

describe('paginate', () => {
  it('returns 10 values by default and 100 at most', () => {
    expect(page('').values).toEqual(THINGS.slice(0, 10));
    expect(page('?pagelen=100').values).toEqual(THINGS.slice(0, 100));
    expect(
      paginate(THINGS, new URLSearchParams('pagelen=101'), {
        endpoint: ENDPOINT,
      }),
    ).toBe('Invalid pagelen');
  });

  it('leads through the whole collection once', () => {
    const read: number[] = [];
    let query: string | undefined = '?pagelen=60';
    while (query !== undefined) {
      const current: Page<number> = page(query);
      read.push(...current.values);
      query = current.next && new URL(current.next).search;
    }

    expect(read).toEqual(THINGS);
  });

  it('also accepts a page number', () => {
    expect(page('?page=2').values).toEqual(THINGS.slice(10, 20));
    expect(page('?page=26').values).toEqual([]);
  });

  it('does not repeat an access token in the link', () => {
    expect(page('?access_token=secret&sort=x').next).not.toContain('secret');
    expect(page('?access_token=secret&sort=x').next).toContain('sort=x');
  });
});
