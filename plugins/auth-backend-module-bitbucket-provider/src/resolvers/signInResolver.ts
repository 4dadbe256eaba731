import { Config } from '@backstage/config';
import {
  ConflictError,
  InputError,
  NotFoundError,
  toError,
} from '@backstage/errors';
import {
  BackstageSignInResult,
  prepareBackstageIdentityResponse,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { JsonObject } from '@backstage/types';
import { BitbucketSignInResolver } from './createUserResolver';
import { EarlyLookups } from '../EarlyLookups';
import { MissingIdentifierError } from '../account/identifiers';
import { problemOf } from '../config/problemOf';
import { BitbucketProfile, describeAccount } from '../account/profile';
import { throwIfUnread } from '../rotatedToken';
import { SignInAudit } from '../audit/signInAudit';
import { signInError } from '../oauth/signInError';

/** Sign-in resolver factories by the name that the configuration uses. */
export type SignInResolverFactories = { [name: string]: SignInResolverFactory };

/** A resolver as the configuration lists it. */
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
 * Backstage's `readDeclarativeSignInResolver` does the same, but takes an empty list for no
 * sign-in, and its last word ("verify that your catalog contains…") is none for a person.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the key, what it found and what it wants
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
 * Finds everything that is wrong with `signIn.resolvers`.
 *
 * @param mayHaveMore - whether a name that is not among the factories is taken as it is
 */
export function findSignInResolverProblems(
  config: Config,
  key: string,
  factories: SignInResolverFactories,
  mayHaveMore: boolean,
): string[] {
  let items: Config[] = [];
  const problems = problemOf(() => {
    items = listSignInResolvers(config, key, factories);
  });
  return [
    ...problems,
    ...items.flatMap((item, index) =>
      problemOf(() => {
        const isOfAModule =
          mayHaveMore && !Object.hasOwn(factories, item.getString('resolver'));
        return (
          isOfAModule ||
          readSignInResolver(item, itemKey(key, index), factories)
        );
      }),
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
    throw new InputError(
      `${key}.signIn.resolvers is ${
        config.has('signIn.resolvers') ? 'empty' : 'missing'
      }, so nobody could sign in. List at least one of: ${namesOf(factories)}.`,
    );
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
    throw new InputError(
      `${key}.resolver is '${name}', which does not exist. Use one of: ${namesOf(
        factories,
      )}.`,
    );
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
    throw new InputError(
      `${key} has options that its resolver does not take: ${
        (error as Error).message
      }`,
    );
  }
}

/**
 * Makes one resolver that tries each in order, going on only after a NotFoundError.
 *
 * @param onSignedIn - called when one has let the account in
 */
export function createSignInResolver(
  resolvers: ConfiguredResolver[],
  audit: SignInAudit,
  lookups: EarlyLookups,
  onSignedIn: (profile: BitbucketProfile) => void,
): BitbucketSignInResolver {
  return async (info, resolverContext) => {
    const profile = info.result.fullProfile;
    throwIfUnread(profile);
    const ctx = lookups.contextFor(profile, resolverContext);
    const missing: string[] = [];
    for (const { name, resolve } of resolvers) {
      let result: BackstageSignInResult;
      let userEntityRef: string;
      try {
        result = await resolve(info, ctx);
        ({ userEntityRef } = prepareBackstageIdentityResponse(result).identity);
      } catch (error) {
        if (error instanceof MissingIdentifierError) {
          missing.push(error.message);
        }
        if (NotFoundError.is(error)) {
          continue;
        }
        const explained = explainConflict(error, profile);
        await audit.refused(profile, name, explained);
        throw explained;
      }
      await audit.signedIn(profile, name, userEntityRef);
      onSignedIn(profile);
      return result;
    }
    const unknown = `Bitbucket knows you as ${describeAccount(
      profile,
    )}, but the catalog of this portal has no user for that account.`;
    const wasLookedFor = missing.length < resolvers.length;
    const refusal = new NotFoundError(
      [...(wasLookedFor ? [unknown] : []), ...new Set(missing)].join(' '),
    );
    const names = resolvers.map(({ name }) => name).join(', ');
    await audit.refused(profile, names, refusal);
    throw refusal;
  };
}

function explainConflict(error: unknown, profile: BitbucketProfile): Error {
  return ConflictError.is(error)
    ? signInError(
        ConflictError,
        `More than one user of the catalog belongs to the Bitbucket account of ${describeAccount(
          profile,
        )}, so it is not clear who you are.`,
        error,
      )
    : toError(error);
}
