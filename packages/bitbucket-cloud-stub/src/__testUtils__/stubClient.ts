import { connect } from 'node:net';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

/** The OAuth client of the default seed. */
export const CLIENT_ID = 'harbour-bikes-portal';
export const CLIENT_SECRET = 'not-a-secret-only-the-stub-accepts-it';
export const CALLBACK = 'http://localhost:7007/api/auth/bitbucket';

/** An HTTP Basic header. */
export function basic(id = CLIENT_ID, secret = CLIENT_SECRET): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** Returns the URL of the authorize page. An undefined parameter is omitted. */
export function authorizeUrl(
  stub: BitbucketCloudStub,
  parameters: Record<string, string | undefined> = {},
): string {
  const url = new URL(`${stub.url}/site/oauth2/authorize`);
  const all = { response_type: 'code', client_id: CLIENT_ID, ...parameters };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

/** Submits the form of the authorize page, and returns the response without following it. */
export function submitForm(
  stub: BitbucketCloudStub,
  fields: Record<string, string>,
): Promise<Response> {
  return fetch(`${stub.url}/site/oauth2/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      ...fields,
    }),
  });
}

/** Selects an account on the authorize page, and returns the code. */
export async function obtainCode(
  stub: BitbucketCloudStub,
  person = 'mira_lindqvist',
  fields: Record<string, string> = {},
): Promise<string> {
  const response = await submitForm(stub, { account: person, ...fields });
  const location = new URL(response.headers.get('location') ?? '');
  return location.searchParams.get('code') ?? '';
}

/** Sends a token request. */
export function requestToken(
  stub: BitbucketCloudStub,
  fields: Record<string, string> | string,
  authorization = basic(),
): Promise<Response> {
  return fetch(`${stub.url}/site/oauth2/access_token`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(fields),
  });
}

/** A token response in either dialect. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope?: string;
  scopes?: string;
  state?: string;
}

/** Signs in an account. */
export async function signIn(
  stub: BitbucketCloudStub,
  person = 'mira_lindqvist',
): Promise<Tokens> {
  const code = await obtainCode(stub, person);
  const response = await requestToken(stub, {
    grant_type: 'authorization_code',
    code,
  });
  return (await response.json()) as Tokens;
}

/** Uses a refresh token. */
export function refresh(
  stub: BitbucketCloudStub,
  refreshToken: string,
  scope?: string,
): Promise<Response> {
  return requestToken(stub, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...(scope ? { scope } : {}),
  });
}

/** Reads from the REST API; the path begins after `/2.0`. */
export function read(
  stub: BitbucketCloudStub,
  path: string,
  token?: string,
): Promise<Response> {
  return fetch(`${stub.apiUrl}${path}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
}

/** Returns the relevant parts of a JSON response that rejects a token request. */
export async function outcomeOf(response: Response) {
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    caching: response.headers.get('cache-control'),
    body: await response.json(),
  };
}

/** Returns what `outcomeOf` returns for an error of the token endpoint. */
export function refusal(error: string, description: string) {
  return {
    status: 400,
    type: 'application/json',
    caching: 'no-store',
    body: { error, error_description: description },
  };
}

/**
 * Sends bytes unchanged, and returns the received data until the connection ends.
 *
 * @param options - `isEnding` closes the sending side after the bytes.
 */
export function sendRaw(
  stub: BitbucketCloudStub,
  bytes: string,
  options: { isEnding?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(stub.port, '127.0.0.1', () =>
      options.isEnding ? socket.end(bytes) : socket.write(bytes),
    );
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', data => {
      received += data;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}
