import {
  BitbucketAccount,
  BitbucketCloudClient,
  BitbucketCloudError,
  BitbucketEmail,
  BitbucketOAuthClient,
  BitbucketTokenSet,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  createOAuthAuthenticator,
  OAuthAuthenticatorResult,
  OAuthSession,
} from '@backstage/plugin-auth-node';
import { setImmediate } from 'node:timers/promises';
import {
  BitbucketProfile,
  createProfile,
  toProfileInfo,
} from '../account/profile';
import { readProviderConfig } from '../config/providerConfig';
import { rememberSession } from '../rotatedToken';
import {
  BITBUCKET_IN_TROUBLE,
  explainBitbucketError,
  signInError,
} from './signInError';
import { checkSignInPolicy, SignInPolicy } from '../policy/signInPolicy';

/**
 * What {@link bitbucketAuthenticator} keeps for one auth environment.
 *
 * @public
 */
export interface BitbucketAuthenticatorContext {
  /** For codes and refresh tokens. */
  oauth: BitbucketOAuthClient;
  /** For the account, its addresses and its workspaces. */
  api: BitbucketCloudClient;
  /** The `redirect_uri` sent to Bitbucket. */
  callbackUrl: string;
  /** Whether a configured resolver cannot work without the person's address. */
  emailRequired: boolean;
  /** Checked at sign-in and at every refresh. */
  policy: SignInPolicy;
  /** Refreshes that have not ended, by refresh token. */
  refreshes: Map<string, Promise<BitbucketTokenSet>>;
  /** Told whose account it is while the other questions to Bitbucket are still open. */
  onAccount?: (account: BitbucketAccount) => void;
}

/**
 * The OAuth 2.0 protocol with Bitbucket Cloud, and the policy of who may sign in. Every error it
 * throws has a message for the person who signs in, and the failed call as its cause.
 *
 * Granted scopes are the ones that Bitbucket reports, so they are not persisted in a cookie.
 *
 * @public
 */
export const bitbucketAuthenticator = createOAuthAuthenticator<
  BitbucketAuthenticatorContext,
  BitbucketProfile
>({
  defaultProfileTransform: async ({ fullProfile }) => ({
    profile: toProfileInfo(fullProfile),
  }),

  scopes: { required: ['account'] },

  initialize({ callbackUrl, config }) {
    const { clientId, clientSecret, baseUrl, apiBaseUrl, ...options } =
      readProviderConfig(config, 'auth.providers.bitbucket');
    const { timeoutMs, emailRequired, policy } = options;
    return {
      oauth: new BitbucketOAuthClient({
        clientId,
        clientSecret,
        baseUrl,
        timeoutMs,
      }),
      api: new BitbucketCloudClient({ apiBaseUrl, timeoutMs }),
      callbackUrl,
      emailRequired,
      policy,
      refreshes: new Map(),
    };
  },

  async start({ scope, state }, { oauth, callbackUrl }) {
    return {
      url: oauth.getAuthorizeUrl({ redirectUri: callbackUrl, state, scope }),
      status: 302,
    };
  },

  async authenticate({ req }, ctx) {
    const code = readAuthorizationCode(req.query, ctx);
    let token: BitbucketTokenSet | undefined;
    try {
      token = await ctx.oauth.exchangeCode({
        code,
        redirectUri: ctx.callbackUrl,
      });
      return await createResult(token, ctx);
    } catch (error) {
      throw explainBitbucketError(error, token ? 'api' : 'token');
    }
  },

  async refresh({ refreshToken }, ctx) {
    let token: BitbucketTokenSet | undefined;
    try {
      token = await refreshOnce(refreshToken, ctx);
      return await createResult(token, ctx);
    } catch (error) {
      const explained = explainBitbucketError(error, token ? 'api' : 'token');
      // Who is refused has no use for it.
      if (token && error instanceof BitbucketCloudError) {
        rememberSession(explained, toSession(token));
      }
      throw explained;
    }
  },
});

/** RFC 6749, sections 4.1.2 and 4.1.2.1. */
function readAuthorizationCode(
  query: Record<string, unknown>,
  { emailRequired }: BitbucketAuthenticatorContext,
): string {
  const { code, error } = query;
  if (error === 'access_denied') {
    throw new NotAllowedError(
      'You cancelled the sign-in at Bitbucket. Try again when you are ready.',
    );
  }
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    throw new ServiceUnavailableError(BITBUCKET_IN_TROUBLE);
  }
  if (error === 'invalid_scope') {
    throw new NotAllowedError(
      `Bitbucket does not let this portal's OAuth consumer ask for all that it needs. Somebody has to tick Account: Read${
        emailRequired ? ', Account: Email' : ''
      } and what additionalScopes names among the consumer's permissions at Bitbucket (Workspace settings, OAuth clients).`,
    );
  }
  if (error !== undefined) {
    // Only a code from the RFC's alphabet is repeated; the description could be anybody's text.
    const isCode = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error);
    const reason = isCode ? ` (${error})` : '';
    throw new AuthenticationError(
      `Bitbucket refused to start the sign-in${reason}. Trying again will hardly help; the portal's OAuth consumer has to be checked.`,
    );
  }
  if (typeof code !== 'string' || !code) {
    throw new AuthenticationError(
      'The answer from Bitbucket holds no authorization code. Start again from the portal.',
    );
  }
  return code;
}

/**
 * Two tabs that wake up at the same moment send the same cookie. They get the same new tokens,
 * so that neither is left with one that Bitbucket has replaced.
 */
function refreshOnce(
  refreshToken: string,
  { oauth, refreshes }: BitbucketAuthenticatorContext,
): Promise<BitbucketTokenSet> {
  const running = refreshes.get(refreshToken);
  if (running) {
    return running;
  }
  const refresh = oauth
    .refresh(refreshToken)
    .finally(() => refreshes.delete(refreshToken));
  refreshes.set(refreshToken, refresh);
  return refresh;
}

async function createResult(
  token: BitbucketTokenSet,
  ctx: BitbucketAuthenticatorContext,
): Promise<OAuthAuthenticatorResult<BitbucketProfile>> {
  const { policy } = ctx;
  const fullProfile = await readProfile(token.accessToken, ctx);
  checkSignInPolicy(policy, fullProfile);
  return { fullProfile, session: toSession(token) };
}

async function readProfile(
  accessToken: string,
  ctx: BitbucketAuthenticatorContext,
): Promise<BitbucketProfile> {
  const { api, policy } = ctx;
  const failure = new AbortController();
  const { signal } = failure;
  try {
    const reading = api.getCurrentUser(accessToken, { signal });
    // Node sends it at the end of this turn. The others come after, since the catalog waits for its answer.
    const sent = setImmediate();
    const [account, emails, workspaces] = await Promise.all([
      reading.then(read => {
        ctx.onAccount?.(read);
        return read;
      }),
      sent.then(() => listEmails(accessToken, reading, signal, ctx)),
      policy.allowedWorkspaces &&
        sent.then(() => api.listCurrentUserWorkspaces(accessToken, { signal })),
    ]);
    return createProfile(account, emails, workspaces);
  } catch (error) {
    // The others are not waited for.
    failure.abort();
    throw error;
  }
}

function toSession(token: BitbucketTokenSet): OAuthSession {
  return {
    accessToken: token.accessToken,
    tokenType: 'bearer',
    scope: token.scope,
    expiresInSeconds: token.expiresInSeconds,
    refreshToken: token.refreshToken,
  };
}

/** A consumer without the permission to read addresses still signs people in by account. */
async function listEmails(
  accessToken: string,
  account: Promise<unknown>,
  signal: AbortSignal,
  { api, emailRequired }: BitbucketAuthenticatorContext,
): Promise<BitbucketEmail[]> {
  try {
    return await api.listCurrentUserEmails(accessToken, { signal });
  } catch (error) {
    if (!(error instanceof BitbucketCloudError) || error.status !== 403) {
      throw error;
    }
    if (emailRequired) {
      // Where not even the account may be read, that is to be said.
      await account;
      throw signInError(
        NotAllowedError,
        "This portal recognises people by email, but its OAuth consumer may not read yours. Somebody has to tick Account: Email among the consumer's permissions at Bitbucket (Workspace settings, OAuth clients).",
        error,
      );
    }
    return [];
  }
}
