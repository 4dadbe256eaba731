/** What the portal gets as the answer to a sign-in. */
type Answer = {
  error?: { message: string };
  response?: {
    backstageIdentity: { identity: { userEntityRef: string } };
  };
};

/**
 * Signs a person in, as far as a browser has a part in it.
 *
 * @param providerUrl - `…/api/auth/bitbucket`
 * @param standInUrl - of the stand-in for Bitbucket
 * @returns milliseconds from the request of the callback to the whole answer
 */
export async function signIn(
  providerUrl: string,
  standInUrl: string,
  uuid: string,
): Promise<number> {
  const started = await fetch(`${providerUrl}/start?env=bench`, {
    redirect: 'manual',
  });
  await started.arrayBuffer();
  // The last one of a name counts, and an empty one removes it.
  const cookies = new Map(
    started.headers
      .getSetCookie()
      .map(each => /^([^=]+)=([^;]*)/.exec(each)?.slice(1) as [string, string]),
  );
  const cookie = [...cookies]
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  const form = new URL(started.headers.get('location') ?? '').searchParams;
  form.set('account', uuid);
  const consented = await fetch(`${standInUrl}/site/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  await consented.arrayBuffer();
  const callback = consented.headers.get('location') ?? '';

  const startedAt = performance.now();
  const response = await fetch(callback, { headers: { cookie } });
  const page = await response.text();
  const milliseconds = performance.now() - startedAt;
  const text = /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page)?.[1];
  const answer: Answer = JSON.parse(decodeURIComponent(text ?? '{}'));
  if (!answer.response?.backstageIdentity.identity.userEntityRef) {
    throw new Error(
      `${uuid} was not signed in: ${answer.error?.message ?? page}`,
    );
  }
  return milliseconds;
}
