import { setTimeout as wait } from 'node:timers/promises';

/** The catalog reads its files within seconds after the backend is ready. */
const attempts = 60;

/**
 * Signs a person in over HTTP, as a browser does.
 *
 * @param portalUrl - without a trailing slash
 * @param account - at the stand-in for Bitbucket: username, uuid or account id
 * @returns Who that is in the catalog
 */
export async function signIn(
  portalUrl: string,
  standInUrl: string,
  account: string,
): Promise<string> {
  let problem = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { response, error } = await attemptSignIn(
      portalUrl,
      standInUrl,
      account,
    );
    if (response) {
      return response.backstageIdentity.identity.userEntityRef;
    }
    problem = error?.message ?? 'no answer';
    await wait(500);
  }
  throw new Error(`The sign-in failed: ${problem}`);
}

type Answer = {
  response?: { backstageIdentity: { identity: { userEntityRef: string } } };
  error?: { message: string };
};

async function attemptSignIn(
  portalUrl: string,
  standInUrl: string,
  account: string,
): Promise<Answer> {
  const started = await fetch(
    `${portalUrl}/api/auth/bitbucket/start?env=development`,
    { redirect: 'manual' },
  );
  const cookie = started.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ');
  const form = new URL(started.headers.get('location') ?? '').searchParams;
  form.set('account', account);
  const consented = await fetch(`${standInUrl}/site/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const callback = consented.headers.get('location') ?? '';
  const page = await (await fetch(callback, { headers: { cookie } })).text();
  const message = /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page);
  return JSON.parse(
    decodeURIComponent(
      message?.[1] ?? /var message = (.*);/.exec(page)?.[1] ?? '{}',
    ),
  );
}
