import {
  ConfigProblemError,
  findConfigProblems,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { type SignInResolverFactory } from '@backstage/plugin-auth-node';
import { type JsonObject } from '@backstage/types';
import { type BitbucketSignInResolver } from './createUserResolver';

/** Sign-in resolver factories, by their name in the configuration. */
export interface SignInResolverFactories {
  [name: string]: SignInResolverFactory;
}

/** A resolver in the configuration. */
export interface ConfiguredResolver {
  name: string;
  resolve: BitbucketSignInResolver;
}

const itemKey = (key: string, index: number) =>
  `${key}.signIn.resolvers[${index}]`;

const namesOf = (factories: SignInResolverFactories) =>
  Object.keys(factories).join(', ');

/**
 * Reads `signIn.resolvers`.
 *
 * Backstage's `readDeclarativeSignInResolver` does the same, but it accepts an empty list, and its final
 * error ("verify that your catalog contains…") is not suitable for users.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the key, its value and the expected value
 */
export function readSignInResolvers(
  config: Config,
  key: string,
  factories: SignInResolverFactories,
): ConfiguredResolver[] {
  return listSignInResolvers(config, key, factories).map((item, index) =>
    readSignInResolver(item, itemKey(key, index), factories),
  );
}

/**
 * Returns all problems of `signIn.resolvers`.
 *
 * @param mayHaveMore - whether unknown names are accepted
 */
export function findSignInResolverProblems(
  config: Config,
  key: string,
  factories: SignInResolverFactories,
  mayHaveMore: boolean,
): ConfigProblem[] {
  let items: Config[] = [];
  const problems = findConfigProblems(() => {
    items = listSignInResolvers(config, key, factories);
  }, `${key}.signIn.resolvers`);
  return [
    ...problems,
    ...items.flatMap((item, index) =>
      findConfigProblems(() => {
        const isOfAModule =
          mayHaveMore && !Object.hasOwn(factories, item.getString('resolver'));
        return (
          isOfAModule ||
          readSignInResolver(item, itemKey(key, index), factories)
        );
      }, itemKey(key, index)),
    ),
  ];
}

function listSignInResolvers(
  config: Config,
  key: string,
  factories: SignInResolverFactories,
): Config[] {
  const items = config.getOptionalConfigArray('signIn.resolvers') ?? [];
  if (items.length === 0) {
    throw new ConfigProblemError({
      key: `${key}.signIn.resolvers`,
      found: `is ${
        config.has('signIn.resolvers') ? 'empty' : 'missing'
      }, so users cannot sign in`,
      remedy: `List at least one of: ${namesOf(factories)}.`,
    });
  }
  return items;
}

function readSignInResolver(
  item: Config,
  key: string,
  factories: SignInResolverFactories,
): ConfiguredResolver {
  const name = item.getString('resolver');
  if (!Object.hasOwn(factories, name)) {
    throw new ConfigProblemError({
      key: `${key}.resolver`,
      found: `is '${name}', which does not exist`,
      remedy: `Use one of: ${namesOf(factories)}.`,
    });
  }
  const { resolver: _, ...options } = item.get<JsonObject>();
  return { name, resolve: createResolver(factories[name], options, key) };
}

function createResolver(
  factory: SignInResolverFactory,
  options: JsonObject,
  key: string,
): BitbucketSignInResolver {
  try {
    return factory(Object.keys(options).length > 0 ? options : undefined);
  } catch (error) {
    throw new ConfigProblemError({
      key,
      found: `has options that its resolver does not support: ${(
        error as Error
      ).message.replace(/\.$/, '')}`,
      remedy: 'Correct them, or remove them.',
    });
  }
}
