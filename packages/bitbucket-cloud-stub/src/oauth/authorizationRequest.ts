import type { Refusal } from '../pages/errorPage';
import type { StubContext } from '../context';
import type { OAuthClient } from '../model/types';
import { isRedirectUriAllowed } from '../model/callbackUrl';
import type { Parameters } from './parameters';
import { isScopeGranted, parseScopes } from '../model/scopes';

/** An authorize request whose client and callback are in order. */
export interface AuthorizationRequest {
  client: OAuthClient;
  /** Where the answer goes. */
  callback: string;
  /** As it was sent, for the exchange of the code. */
  redirectUri: string | undefined;
  state: string | undefined;
  /** What a person who agrees grants. */
  scopes: string[];
  /** Scopes that were asked for and are not granted, since the client is not registered for them. */
  refusedScopes: string[];
  /** Why the client is told no right away, without a page. */
  error: { error: string; description: string } | undefined;
}

/**
 * Reads and checks an authorize request. Anything that casts doubt on the client or its callback is
 * a refusal and must never become a redirect (RFC 6749, section 4.1.2.1).
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
      ? 'No OAuth client with this id is registered with the stub.'
      : 'The authorize URL names no OAuth client.',
    remedy:
      'Use the id of a registered client in the configuration of your application, or register yours in the seed of the stub.',
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
      'The redirect_uri is neither the callback URL of this OAuth client nor does it extend that by path.',
    remedy:
      'Make scheme, host and port the same, and the path the same or a continuation after a slash. Either change the address that your application runs under, or the callback URL of the client.',
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
    remedy: 'Give the client a callbackUrl in the seed of the stub.',
    details: clientId ? [['Client', clientId]] : [],
  };
}
