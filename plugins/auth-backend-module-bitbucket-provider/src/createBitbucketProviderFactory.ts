import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthProviderFactory,
  createOAuthRouteHandlers,
  OAuthEnvironmentHandler,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import {
  bitbucketAuthenticator,
  BitbucketAuthenticatorContext,
} from './authenticator';
import { guardCallback } from './callbackGuard';
import { readProviderConfig } from './providerConfig';
import { bitbucketSignInResolvers } from './resolvers';
import { readSignInResolver } from './signInResolver';

/**
 * Options of {@link createBitbucketProviderFactory}.
 *
 * @public
 */
export interface BitbucketProviderFactoryOptions {
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
    const handlers = OAuthEnvironmentHandler.mapConfig(ctx.config, config => {
      const key = `auth.providers.${ctx.providerId}`;
      const { emailRequired } = readProviderConfig(config, key);
      return createOAuthRouteHandlers({
        authenticator: createLoggedAuthenticator(ctx.logger),
        appUrl: ctx.appUrl,
        baseUrl: ctx.baseUrl,
        config,
        isOriginAllowed: ctx.isOriginAllowed,
        cookieConfigurer: ctx.cookieConfigurer,
        providerId: ctx.providerId,
        resolverContext: ctx.resolverContext,
        additionalScopes: emailRequired ? ['email'] : [],
        signInResolver: readSignInResolver(config, key, factories, ctx.logger),
      });
    });
    return guardCallback(handlers, {
      appUrl: ctx.appUrl,
      providerId: ctx.providerId,
      environments: ctx.config.keys(),
      isOriginAllowed: ctx.isOriginAllowed,
    });
  };
}

/** The framework tells the browser of a failure, and nobody else: the operator needs its cause. */
function createLoggedAuthenticator(
  logger: LoggerService,
): typeof bitbucketAuthenticator {
  const logged =
    <TInput, TResult>(
      step: string,
      run: (
        input: TInput,
        ctx: BitbucketAuthenticatorContext,
      ) => Promise<TResult>,
    ) =>
    async (input: TInput, ctx: BitbucketAuthenticatorContext) => {
      try {
        return await run(input, ctx);
      } catch (error) {
        const { message, cause } = error as Error;
        const reason = cause instanceof Error ? cause.message : message;
        logger.warn(`Bitbucket ${step} failed: ${reason}`);
        throw error;
      }
    };
  return {
    ...bitbucketAuthenticator,
    authenticate: logged('sign-in', bitbucketAuthenticator.authenticate),
    refresh: logged('session refresh', bitbucketAuthenticator.refresh),
  };
}
