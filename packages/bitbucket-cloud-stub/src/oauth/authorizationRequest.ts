import type { Refusal } from '../pages/errorPage';
import type { StubContext } from '../context';
import type { OAuthClient } from '../model/types';
import { isRedirectUriAllowed } from '../model/callbackUrl';
import type { Parameters } from './parameters';
import { isScopeGranted, parseScopes } from '../model/scopes';

/** An authorize request with a valid client and callback. */
export interface AuthorizationRequest {
  client: OAuthClient;
  /** The URL for the response. */
  callback: string;
  /** As sent by the client, for the exchange of the code. */
  redirectUri: string | undefined;
  state: string | undefined;
  /** The scopes that a person who agrees grants. */
  scopes: string[];
  /** Requested scopes that are not granted, because the client is not registered for them. */
  refusedScopes: string[];
  /** An error that the client receives immediately, without a page. */
  error: { error: string; description: string } | undefined;
}

/**
 * Reads and validates an authorize request. A problem with the client or its callback is an error page,
 * and must never become a redirect (RFC 6749, section 4.1.2.1).
 */
export function readAuthorizationRequest(
  parameters: Parameters,
  context: StubContext,
): { request: AuthorizationRequest } | { refusal: Refusal } {
  const clientId = parameters.get('client_id');
  const client = clientId ? context.store.findClient(clientId) : undefined;
  const redirectUri = parameters.get('redirect_uri');
  const refusal =
    refuseRepetition(parameters) ??
    refuseClient(client, clientId, context) ??
    refuseCallback(client, redirectUri);
  if (refusal || !client?.callbackUrl) {
    return { refusal: refusal ?? noCallback(clientId) };
  }
  const asked = parseScopes(parameters.get('scope'));
  const narrows =
    context.switches.authorizeScope === 'narrows' && asked.length > 0;
  const refusedScopes = asked.filter(
    scope => !isScopeGranted(client.scopes, scope),
  );
  const request: AuthorizationRequest = {
    client,
    callback: redirectUri ?? client.callbackUrl,
    redirectUri,
    state: parameters.get('state'),
    scopes: narrows ? asked : client.scopes,
    refusedScopes,
    error:
      findPkceError(parameters, context) ??
      findError(parameters, narrows ? refusedScopes : []),
  };
  return { request };
}

function findPkceError(
  parameters: Parameters,
  context: StubContext,
): AuthorizationRequest['error'] {
  return context.switches.pkce === 'refused' &&
    parameters.get('code_challenge') !== undefined
    ? { error: 'invalid_request', description: 'PKCE is not supported.' }
    : undefined;
}

function findError(
  parameters: Parameters,
  refusedScopes: string[],
): AuthorizationRequest['error'] {
  const responseType = parameters.get('response_type');
  if (!responseType) {
    return {
      error: 'invalid_request',
      description: 'The parameter response_type is missing.',
    };
  }
  if (responseType !== 'code') {
    return {
      error: 'unsupported_response_type',
      description: `The response_type must be "code"; "${responseType}" is not supported.`,
    };
  }
  if (refusedScopes.length > 0) {
    return {
      error: 'invalid_scope',
      description: `The client is not registered for: ${refusedScopes.join(
        ' ',
      )}`,
    };
  }
  return undefined;
}

function refuseRepetition(parameters: Parameters): Refusal | undefined {
  const { repeated } = parameters;
  return repeated
    ? {
        title: 'Invalid request',
        problem: `The parameter ${repeated} was sent more than once.`,
        remedy: 'Send each parameter of the authorize URL once.',
        details: [],
      }
    : undefined;
}

function refuseClient(
  client: OAuthClient | undefined,
  clientId: string | undefined,
  context: StubContext,
): Refusal | undefined {
  if (client) {
    return undefined;
  }
  const known = context.store.clients.map(each => each.id).join(', ');
  return {
    title: 'Invalid client_id',
    problem: clientId
      ? 'No OAuth client with this ID is registered with the stub.'
      : 'The authorize URL contains no OAuth client.',
    remedy:
      'Use the ID of a registered client in the configuration of your application, or register your client in the seed of the stub.',
    details: [
      ['Sent', clientId ?? 'nothing'],
      ['Registered', known || 'no client at all'],
    ],
  };
}

function refuseCallback(
  client: OAuthClient | undefined,
  redirectUri: string | undefined,
): Refusal | undefined {
  if (!client?.callbackUrl) {
    return noCallback(client?.id);
  }
  if (
    redirectUri === undefined ||
    isRedirectUriAllowed(client.callbackUrl, redirectUri)
  ) {
    return undefined;
  }
  return {
    title: 'Invalid redirect_uri',
    problem:
      'The redirect_uri is neither the callback URL of this OAuth client nor an extension of its path.',
    remedy:
      'Use the same scheme, host and port, and the same path or an extension after a slash. Change either the URL of your application, or the callback URL of the client.',
    details: [
      ['Sent', redirectUri],
      ['Registered', client.callbackUrl],
    ],
  };
}

function noCallback(clientId: string | undefined): Refusal {
  return {
    title: 'invalid_request',
    problem: 'No callback uri defined for the OAuth client.',
    remedy: 'Set a callbackUrl for the client in the seed of the stub.',
    details: clientId ? [['Client', clientId]] : [],
  };
}
