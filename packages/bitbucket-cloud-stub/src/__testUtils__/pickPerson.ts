/**
 * Opens an authorize URL like a browser, selects an account, and returns the parameters of the callback.
 */
export async function pickPerson(
  url: string,
  account: string,
): Promise<URLSearchParams> {
  const page = await fetch(url);
  const { origin, pathname, searchParams } = new URL(url);
  const response = await fetch(`${origin}${pathname}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...searchParams, ['account', account]]),
  });
  const location = response.headers.get('location');
  if (page.status !== 200 || location === null) {
    throw new Error(
      `No account can be selected at ${url}: ${await page.text()}`,
    );
  }
  return new URL(location).searchParams;
}
