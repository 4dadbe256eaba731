import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  OAuthAuthenticatorResult,
  SignInResolver,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { JsonObject } from '@backstage/types';
import { BitbucketProfile, describeAccount } from './profile';
import { signInError } from './signInError';

type BitbucketSignInResolver = SignInResolver<
  OAuthAuthenticatorResult<BitbucketProfile>
>;

/** Sign-in resolver factories by the name that the configuration uses. */
export type SignInResolverFactories = { [name: string]: SignInResolverFactory };

/**
 * Reads `signIn.resolvers` and makes one resolver of them that tries each in order, going on
 * only after a NotFoundError.
 *
 * Backstage's `readDeclarativeSignInResolver` does the same, but takes an empty list for no
 * sign-in, and its last word ("verify that your catalog contains…") is none for a person.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the key, what it found and what it wants
 */
export function readSignInResolver(
  config: Config,
  key: string,
  factories: SignInResolverFactories,
  logger: LoggerService,
): BitbucketSignInResolver {
  const available = Object.keys(factories).join(', ');
  const configs = config.getOptionalConfigArray('signIn.resolvers') ?? [];
  if (configs.length === 0) {
    throw new InputError(
      `${key}.signIn.resolvers is ${
        config.has('signIn.resolvers') ? 'empty' : 'missing'
      }, so nobody could sign in. List at least one of: ${available}.`,
    );
  }

  const resolvers = configs.map((resolverConfig, index) => {
    const name = resolverConfig.getString('resolver');
    const itemKey = `${key}.signIn.resolvers[${index}]`;
    if (!Object.hasOwn(factories, name)) {
      throw new InputError(
        `${itemKey}.resolver is '${name}', which does not exist. Use one of: ${available}.`,
      );
    }
    const { resolver: _, ...options } = resolverConfig.get<JsonObject>();
    return { name, resolve: createResolver(factories[name], options, itemKey) };
  });

  return async (info, ctx) => {
    const profile = info.result.fullProfile;
    for (const { name, resolve } of resolvers) {
      try {
        return await resolve(info, ctx);
      } catch (error) {
        if (NotFoundError.is(error)) {
          continue;
        }
        const explained = ConflictError.is(error)
          ? signInError(
              ConflictError,
              `More than one user of the catalog belongs to the Bitbucket account of ${describeAccount(
                profile,
              )}, so it is not clear who you are.`,
              error,
            )
          : error;
        logRefusal(logger, profile, name, explained);
        throw explained;
      }
    }
    const refusal = new NotFoundError(
      `Bitbucket knows you as ${describeAccount(
        profile,
      )}, but the catalog of this portal has no user for that account.`,
    );
    logRefusal(
      logger,
      profile,
      resolvers.map(resolver => resolver.name).join(', '),
      refusal,
    );
    throw refusal;
  };
}

function createResolver(
  factory: SignInResolverFactory,
  options: JsonObject,
  itemKey: string,
): BitbucketSignInResolver {
  try {
    return factory(Object.keys(options).length > 0 ? options : undefined);
  } catch (error) {
    throw new InputError(
      `${itemKey} has options that its resolver does not take: ${
        (error as Error).message
      }`,
    );
  }
}

function logRefusal(
  logger: LoggerService,
  profile: BitbucketProfile,
  resolver: string,
  error: unknown,
) {
  const { name, message } = error as Error;
  logger.warn(`Bitbucket sign-in refused: ${message}`, {
    reason: name,
    resolver,
    uuid: profile.uuid,
  });
}
