import { Hono, type Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import type { OAuthClient } from '../model/types';
import type { Grant } from '../grants/Grant';
import type { TokenPair } from '../grants/Grants';
import {
  authenticateClient,
  authenticateClientByForm,
} from './clientAuthentication';
import { DIALECTS } from '../grants/dialects';
import { readForm } from '../http/readForm';
import { Parameters } from './parameters';
import { isScopeGranted, parseScopes } from '../model/scopes';

/** The token endpoint: exchanges codes and refresh tokens for access tokens. */
export function createTokenRoutes(context: StubContext): Hono<StubEnv> {
  const { store, grants, site, switches } = context;
  const rules = DIALECTS[context.dialect];
  const routes = new Hono<StubEnv>();

  routes.post('/access_token', c => {
    c.header('Cache-Control', 'no-store');
    c.header('Pragma', 'no-cache');
    const form = readForm(c);
    const byHeader = authenticateClient(c.req.header('authorization'), store);
    const client =
      byHeader === 'missing' && switches.clientCredentialsInBody === 'accepted'
        ? authenticateClientByForm(form, store)
        : byHeader;
    if (client === 'missing' || client === 'invalid') {
      return fail(
        c,
        'unauthorized_client',
        client === 'missing'
          ? 'Requests must be authenticated using OAuth client credentials'
          : 'Invalid OAuth client credentials',
      );
    }
    c.set('client', client);
    if (!form) {
      return fail(
        c,
        'invalid_request',
        'The request body must be application/x-www-form-urlencoded.',
      );
    }
    const parameters = new Parameters(form);
    if (parameters.repeated) {
      return fail(
        c,
        'invalid_request',
        `The parameter ${parameters.repeated} was sent more than once.`,
      );
    }
    if (switches.pkce === 'refused' && parameters.get('code_verifier')) {
      return fail(c, 'invalid_request', 'PKCE is not supported.');
    }
    const grantType = parameters.get('grant_type');
    switch (grantType) {
      case 'authorization_code':
        return exchangeCode(c, client, parameters);
      case 'refresh_token':
        return refresh(c, client, parameters);
      case 'client_credentials':
        return actForItself(c, client, parameters);
      case undefined:
        return fail(c, 'invalid_request', 'The grant_type is missing.');
      default:
        return fail(
          c,
          'unsupported_grant_type',
          'The stub supports authorization_code, refresh_token and client_credentials.',
        );
    }
  });

  routes.all('/access_token', c => {
    c.header('Allow', 'POST');
    c.header('Cache-Control', 'no-store');
    return c.json(
      {
        error: 'invalid_request',
        error_description: 'Tokens are only issued for POST requests.',
      },
      405,
    );
  });

  function exchangeCode(
    c: Context<StubEnv>,
    client: OAuthClient,
    parameters: Parameters,
  ): Response {
    const grant = grants.redeemCode(
      parameters.get('code') ?? '',
      client.id,
      parameters.get('redirect_uri'),
      client.callbackUrl,
    );
    return grant && isAlive(c, grant)
      ? send(c, grants.issueTokens(grant, site.url), 'authorization_code')
      : fail(c, 'invalid_grant', 'The specified code is not valid.');
  }

  function refresh(
    c: Context<StubEnv>,
    client: OAuthClient,
    parameters: Parameters,
  ): Response {
    const token = parameters.get('refresh_token') ?? '';
    const grant = grants.findRefreshToken(token, client.id);
    if (!grant || !isAlive(c, grant)) {
      return fail(c, 'invalid_request', 'Invalid refresh_token');
    }
    const scopes = narrow(grant.scopes, parameters);
    if (!scopes) {
      return failScope(c);
    }
    const pair = grants.refresh(token, grant, scopes, site.url);
    return send(c, pair, 'refresh_token');
  }

  function actForItself(
    c: Context<StubEnv>,
    client: OAuthClient,
    parameters: Parameters,
  ): Response {
    const scopes = narrow(client.scopes, parameters);
    if (!scopes) {
      return failScope(c);
    }
    const grant = { clientId: client.id, personUuid: undefined, scopes };
    const pair = rules.refreshesClientCredentials
      ? grants.issueTokens(grant, site.url)
      : grants.issueAccessToken(grant, site.url);
    return send(c, pair, 'client_credentials');
  }

  function isAlive(c: Context<StubEnv>, grant: Grant): boolean {
    if (grant.personUuid === undefined) {
      return true;
    }
    const person = store.findPerson(grant.personUuid);
    c.set('person', person);
    return person !== undefined && !person.removed;
  }

  function send(
    c: Context<StubEnv>,
    pair: TokenPair,
    grantType: string,
  ): Response {
    return c.json({
      access_token: pair.accessToken,
      ...rules.describeGrant(pair.grant, grantType),
      token_type: 'bearer',
      expires_in: rules.accessTokenLifetime,
      ...(pair.refreshToken ? { refresh_token: pair.refreshToken } : {}),
    });
  }

  return routes;
}

/** Returns the scopes that remain with the parameter `scope`; undefined if it exceeds them. */
function narrow(
  granted: string[],
  parameters: Parameters,
): string[] | undefined {
  const asked = parseScopes(parameters.get('scope'));
  if (!asked.every(scope => isScopeGranted(granted, scope))) {
    return undefined;
  }
  return asked.length > 0 ? asked : granted;
}

function failScope(c: Context<StubEnv>): Response {
  return fail(
    c,
    'invalid_scope',
    'The requested scope exceeds the granted scope.',
  );
}

function fail(
  c: Context<StubEnv>,
  error: string,
  description: string,
): Response {
  return c.json({ error, error_description: description }, 400);
}
