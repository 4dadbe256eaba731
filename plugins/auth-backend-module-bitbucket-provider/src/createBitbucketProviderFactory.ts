import { AuditorService, AuthService } from '@backstage/backend-plugin-api';
import {
  AuthProviderFactory,
  createOAuthRouteHandlers,
  OAuthEnvironmentHandler,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { bitbucketAuthenticator } from './oauth/authenticator';
import { EarlyLookups } from './EarlyLookups';
import { FormerSessions } from './FormerSessions';
import { guardHandlers } from './handlers/handlerGuard';
import { readProviderConfig } from './config/providerConfig';
import { limitLookup } from './resolvers/resolverContext';
import { bitbucketSignInResolvers } from './resolvers/resolvers';
import { keepRotatedToken } from './rotatedToken';
import { SignInAudit } from './audit/signInAudit';
import {
  createSignInResolver,
  readSignInResolvers,
} from './resolvers/signInResolver';

/**
 * Options of {@link createBitbucketProviderFactory}.
 *
 * @public
 */
export interface BitbucketProviderFactoryOptions {
  /** Gets an event for every sign-in and every refresh. */
  auditor?: AuditorService;
  /** With it, Users are looked up by less work of the catalog than Backstage's resolver context takes. */
  catalog?: { auth: AuthService; catalog: CatalogService };
  /** Resolvers of your own, by the name that `signIn.resolvers` gives; they come on top of {@link bitbucketSignInResolvers}. */
  signInResolverFactories?: { [name: string]: SignInResolverFactory };
}

/**
 * Creates the factory that the auth backend's `authProvidersExtensionPoint` takes.
 *
 * @public
 */
export function createBitbucketProviderFactory(
  options: BitbucketProviderFactoryOptions = {},
): AuthProviderFactory {
  const factories = {
    ...bitbucketSignInResolvers,
    ...options.signInResolverFactories,
  };
  return ctx => {
    const audit = new SignInAudit(ctx.logger, options.auditor);
    const formerSessions = new FormerSessions();
    const authenticator = keepRotatedToken(
      formerSessions.watch(audit.watch(bitbucketAuthenticator)),
    );
    const resolverContext = options.catalog
      ? limitLookup(ctx.resolverContext, options.catalog)
      : ctx.resolverContext;
    const handlers = OAuthEnvironmentHandler.mapConfig(ctx.config, config => {
      const key = `auth.providers.${ctx.providerId}`;
      const { emailRequired } = readProviderConfig(config, key);
      const resolvers = readSignInResolvers(config, key, factories);
      const lookups = new EarlyLookups(resolvers[0].resolve, resolverContext);
      return createOAuthRouteHandlers({
        authenticator: lookups.watch(authenticator),
        appUrl: ctx.appUrl,
        baseUrl: ctx.baseUrl,
        config,
        isOriginAllowed: ctx.isOriginAllowed,
        cookieConfigurer: ctx.cookieConfigurer,
        providerId: ctx.providerId,
        resolverContext,
        additionalScopes: emailRequired ? ['email'] : [],
        signInResolver: createSignInResolver(
          resolvers,
          audit,
          lookups,
          profile => formerSessions.end(profile),
        ),
      });
    });
    return guardHandlers(handlers, {
      appUrl: ctx.appUrl,
      providerId: ctx.providerId,
      callbackUrls: new Map(
        ctx.config
          .keys()
          .map(env => [
            env,
            ctx.config.getOptionalString(`${env}.callbackUrl`) ??
              `${ctx.baseUrl}/${ctx.providerId}/handler/frame`,
          ]),
      ),
      baseUrl: ctx.baseUrl,
      cookieConfigurer: ctx.cookieConfigurer,
      isOriginAllowed: ctx.isOriginAllowed,
      formerSessions,
      onRefused: (eventId, req, error) =>
        audit.refusedRequest(eventId, req, error),
    });
  };
}
