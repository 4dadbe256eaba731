import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  type AuthResolverCatalogUserQuery,
  type AuthResolverContext,
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type SignInResolver,
  type SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { lowerCaseAscii } from '../account/emailAddress';
import { NearMissError, readAnnotation } from '../account/identifiers';
import { type BitbucketProfile, describeAccount } from '../account/profile';
import { signInError } from '../model/signInError';

/** A sign-in resolver of this provider. */
export interface BitbucketSignInResolver
  extends SignInResolver<OAuthAuthenticatorResult<BitbucketProfile>> {
  /**
   * Whether it sends requests to Bitbucket with the access token. Each refresh then checks the session
   * before the response.
   */
  needsBitbucket?: boolean;
}

/**
 * Options of every resolver of the Bitbucket provider.
 *
 * @public
 */
export interface BitbucketResolverOptions {
  /**
   * Allows sign-in for accounts without a user in the catalog, as a new user who owns nothing. This can
   * be every Bitbucket account. Only the resolvers by user ID and by account ID accept
   * `true`, and those by email with `allowedDomains`. Default: false.
   */
  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
}

/** How one kind of identifier leads from an account to a user of the catalog. */
export interface UserMatch {
  /** The name of the identifier in a sentence. */
  label: string;
  /** The value to look for. */
  identifier: string;
  /**
   * The catalog compares the values case-insensitively. A filter by `kind: User` follows this one:
   * SQLite checks them in this order, and most entities in the result are users.
   */
  query: AuthResolverCatalogUserQuery;
  /** Returns whether the user from the catalog matches exactly. */
  isExact(entity: Entity): boolean;
}

const withoutUser = z.boolean().optional();

/** For resolvers whose identifier Bitbucket assigns to an account. */
export const assignedIdentifierOptions = z
  .object({ dangerouslyAllowSignInWithoutUserInCatalog: withoutUser })
  .strict();

/**
 * For resolvers whose identifier users choose. The identifier becomes the name of the user, so an
 * account could choose the name of an administrator who exists only in the configuration.
 */
export const chosenIdentifierOptions = refuseWithoutUser(
  assignedIdentifierOptions,
);

/** For resolvers by email: a company assigns the addresses of its own domains. */
export const emailOptions = refuseWithoutUser(
  z
    .object({
      dangerouslyAllowSignInWithoutUserInCatalog: withoutUser,
      allowedDomains: z
        .array(
          z
            .string()
            .regex(/^[^\s@*:/]+$/, 'must be a domain, for example company.com'),
        )
        .min(1)
        .optional(),
      ignoreCase: z.boolean().optional(),
    })
    .strict(),
);

/**
 * For the resolver by local part. A company assigns the addresses of a domain, so each of its local
 * parts belongs to one user. In another domain, the same local part can belong to another user.
 */
export const localPartOptions = emailOptions.superRefine(
  ({ allowedDomains = [] }, context) => {
    const domains = new Set(allowedDomains.map(lowerCaseAscii));
    if (domains.size > 1) {
      context.addIssue({
        code: 'custom',
        path: ['allowedDomains'],
        message:
          'has more than one domain, and users in different domains can have the same local part. List one domain, or use emailMatchingUserEntityProfileEmail, which compares the whole address',
      });
    }
  },
);

function refuseWithoutUser(
  schema: z.ZodType<{
    dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
    allowedDomains?: string[];
  }>,
) {
  return schema.superRefine((options, context) => {
    if (
      options.dangerouslyAllowSignInWithoutUserInCatalog &&
      !options.allowedDomains
    ) {
      context.addIssue({
        code: 'custom',
        path: ['dangerouslyAllowSignInWithoutUserInCatalog'],
        message:
          'is accepted only by userIdMatchingUserEntityAnnotation and accountIdMatchingUserEntityAnnotation, and by resolvers by email with allowedDomains, because users choose usernames and email addresses. Use one of these, or remove the option',
      });
    }
  });
}

/**
 * Creates a resolver from a lookup. The resolver rejects a user whose annotations name another account,
 * whichever identifier matched.
 */
export function createUserResolver<TOptions extends BitbucketResolverOptions>(
  optionsSchema: z.ZodTypeAny,
  matchOf: (profile: BitbucketProfile, options: TOptions) => UserMatch,
): SignInResolverFactory<
  OAuthAuthenticatorResult<BitbucketProfile>,
  TOptions | undefined
> {
  return createSignInResolverFactory({
    optionsSchema: optionsSchema.optional() as z.ZodType<TOptions | undefined>,
    create(options = {} as TOptions): BitbucketSignInResolver {
      return async (info, ctx) => {
        const profile = info.result.fullProfile;
        const match = matchOf(profile, options);
        const entity = await findUser(match, ctx, options);
        if (!entity) {
          return signInWithoutUser(match, profile, ctx);
        }
        checkAccount(entity, profile);
        const { ownershipEntityRefs } = await ctx.resolveOwnershipEntityRefs(
          entity,
        );
        return issueToken(ctx, stringifyEntityRef(entity), ownershipEntityRefs);
      };
    },
  });
}

async function findUser(
  match: UserMatch,
  ctx: AuthResolverContext,
  options: BitbucketResolverOptions,
): Promise<Entity | undefined> {
  try {
    const { entity } = await askCatalog(ctx, match.query);
    if (match.isExact(entity)) {
      return entity;
    }
    throw new NearMissError(
      `The ${match.label} of the user ${stringifyEntityRef(
        entity,
      )} differs from that of the account in the case of its letters, and the resolver is case-sensitive.`,
    );
  } catch (error) {
    if (
      NotFoundError.is(error) &&
      options.dangerouslyAllowSignInWithoutUserInCatalog
    ) {
      return undefined;
    }
    throw error;
  }
}

/** @throws NotFoundError, ConflictError, or ServiceUnavailableError if the catalog fails */
async function askCatalog(
  ctx: AuthResolverContext,
  query: AuthResolverCatalogUserQuery,
) {
  try {
    return await ctx.findCatalogUser(query);
  } catch (error) {
    if (NotFoundError.is(error) || ConflictError.is(error)) {
      throw error;
    }
    throw signInError(
      ServiceUnavailableError,
      'The catalog of this portal does not respond, so the portal cannot identify you. Try again in a minute.',
      error,
    );
  }
}

/**
 * A username or an email address can pass to another account, but the uuid and the account ID cannot. If
 * the user has these annotations, they decide.
 */
function checkAccount(entity: Entity, profile: BitbucketProfile) {
  const annotations = entity.metadata.annotations ?? {};
  const userId = readAnnotation(annotations[BITBUCKET_USER_ID_ANNOTATION]);
  const accountId = readAnnotation(
    annotations[BITBUCKET_ACCOUNT_ID_ANNOTATION],
  );
  if (
    (userId !== undefined && normalizeBitbucketUuid(userId) !== profile.uuid) ||
    (accountId !== undefined && accountId !== profile.accountId)
  ) {
    const userEntityRef = stringifyEntityRef(entity);
    throw new AccountRefusedError(
      `The user ${userEntityRef} of this portal belongs to another Bitbucket account than yours, which is ${describeAccount(
        profile,
      )}.`,
      profile,
      { userEntityRef },
    );
  }
}

/** Rejects a name that a user of the catalog has, because it belongs to another account. */
async function signInWithoutUser(
  { identifier }: UserMatch,
  profile: BitbucketProfile,
  ctx: AuthResolverContext,
) {
  // An account ID contains a colon, which entity names cannot contain.
  const isAccountId = identifier === profile.accountId;
  const name = isAccountId
    ? identifier.replace(/:/g, '-')
    : identifier.replace(/^\{|\}$/g, '');
  if (/[:/\s]/.test(name)) {
    throw new AccountRefusedError(
      `${name} cannot be the name of a user of this portal.`,
      profile,
    );
  }
  const entityRef = { kind: 'User', namespace: 'default', name };
  const ref = stringifyEntityRef(entityRef);
  const isTaken = await askCatalog(ctx, { entityRef }).then(
    () => true,
    error => {
      if (NotFoundError.is(error)) {
        return false;
      }
      throw error;
    },
  );
  if (isTaken) {
    throw new AccountRefusedError(
      `The name ${name} belongs to another user of this portal.`,
      profile,
      { userEntityRef: ref },
    );
  }
  return issueToken(ctx, ref, [ref]);
}

/** @throws ServiceUnavailableError, because Backstage's message can come from its database */
async function issueToken(
  ctx: AuthResolverContext,
  sub: string,
  ent: string[],
) {
  try {
    return await ctx.issueToken({ claims: { sub, ent } });
  } catch (error) {
    throw signInError(
      ServiceUnavailableError,
      'This portal cannot open a session for you at the moment. Try again in a minute. If that does not help, ask an administrator of the portal.',
      error,
    );
  }
}
