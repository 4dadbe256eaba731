import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import { basic, obtainCode, requestToken, type Tokens } from './stubClient';

/** Every scope that an endpoint of the stub requires. */
export const ALL_SCOPES = [
  'account',
  'project',
  'project:admin',
  'repository',
  'repository:write',
  'repository:admin',
  'repository:delete',
  'pullrequest',
  'pullrequest:write',
  'pipeline',
  'pipeline:write',
  'webhook',
];

const SECRET = 'only-the-stub-accepts-it';

/** Signs in an account through a client with some scopes, and returns the access token. */
export async function tokenOf(
  stub: BitbucketCloudStub,
  person: string,
  scopes: string[] = ALL_SCOPES,
): Promise<string> {
  const id = registerClient(stub, scopes);
  const code = await obtainCode(stub, person, { client_id: id });
  const tokens = await ask(stub, id, {
    grant_type: 'authorization_code',
    code,
  });
  return tokens.access_token;
}

/** Returns the access token of a client without a user. */
export async function clientToken(
  stub: BitbucketCloudStub,
  scopes: string[] = ALL_SCOPES,
  workspace?: string,
): Promise<string> {
  const id = registerClient(stub, scopes, workspace);
  const tokens = await ask(stub, id, { grant_type: 'client_credentials' });
  return tokens.access_token;
}

/** Sends a request to the REST API; `path` begins after `/2.0`. */
export async function call(
  stub: BitbucketCloudStub,
  token: string,
  path: string,
  init: RequestInit = {},
) {
  const response = await fetch(
    path.startsWith('http') ? path : `${stub.apiUrl}${path}`,
    {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    },
  );
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text ? JSON.parse(text) : undefined,
  };
}

/** Sends JSON with POST. */
export function send(
  stub: BitbucketCloudStub,
  token: string,
  path: string,
  body: unknown,
) {
  return sendWith('POST', stub, token)(path, body);
}

/** Returns a function that sends JSON. */
export function sendWith(
  method: 'POST' | 'PUT',
  stub: BitbucketCloudStub,
  token: string,
) {
  return (path: string, body: unknown) =>
    call(stub, token, path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
}

function registerClient(
  stub: BitbucketCloudStub,
  scopes: string[],
  workspace?: string,
): string {
  const id = ['test', ...scopes, workspace ?? ''].join('-').replace(/:/g, '.');
  stub.registerClient({
    id,
    secret: SECRET,
    callbackUrl: 'http://localhost:7007/callback',
    scopes,
    ...(workspace ? { workspace } : {}),
  });
  return id;
}

async function ask(
  stub: BitbucketCloudStub,
  id: string,
  fields: Record<string, string>,
): Promise<Tokens> {
  const response = await requestToken(stub, fields, basic(id, SECRET));
  return (await response.json()) as Tokens;
}
