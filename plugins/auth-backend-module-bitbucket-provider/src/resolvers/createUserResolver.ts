import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
  createSignInResolverFactory,
  OAuthAuthenticatorResult,
  SignInResolver,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { lowerCaseAscii } from '../account/emailAddress';
import { NearMissError, readAnnotation } from '../account/identifiers';
import { BitbucketProfile, describeAccount } from '../account/profile';
import { signInError } from '../model/signInError';

/** A sign-in resolver of this provider. */
export interface BitbucketSignInResolver
  extends SignInResolver<OAuthAuthenticatorResult<BitbucketProfile>> {
  /** Whether it calls Bitbucket with the access token. Each refresh then checks the session before the response. */
  needsBitbucket?: boolean;
}

/**
 * Options of every resolver of the Bitbucket provider.
 *
 * @public
 */
export interface BitbucketResolverOptions {
  /**
   * Lets an account without a User in, as a user of its own who owns nothing. That may be
   * everybody in the world. Only the resolvers by user ID and by account ID accept `true`, and those by email with
   * `allowedDomains`. Default: false.
   */
  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
}

/** How one kind of identifier leads from an account to a User of the catalog. */
export interface UserMatch {
  /** What the identifier is called in a sentence. */
  label: string;
  /** The value to look for. */
  identifier: string;
  /**
   * The catalog compares the values without regard to case. A filter by `kind: User` is added
   * behind this one: SQLite checks them in this order, and almost everybody is a User.
   */
  query: AuthResolverCatalogUserQuery;
  /** Whether the User that the catalog found is exactly the one looked for. */
  isExact(entity: Entity): boolean;
}

const withoutUser = z.boolean().optional();

/** For the resolvers whose identifier Bitbucket assigns to an account. */
export const assignedIdentifierOptions = z
  .object({ dangerouslyAllowSignInWithoutUserInCatalog: withoutUser })
  .strict();

/**
 * For the resolvers whose identifier people choose. The identifier becomes the name of the user, so a person
 * could choose the name of an administrator who is in the configuration only.
 */
export const chosenIdentifierOptions = refuseWithoutUser(
  assignedIdentifierOptions,
);

/** For the resolvers by email: a company assigns the addresses of its own domains. */
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
 * For the resolver by local part. A company assigns the addresses of a domain, so each of its local parts is one
 * person. In another domain, another person can have the same one.
 */
export const localPartOptions = emailOptions.superRefine(
  ({ allowedDomains = [] }, context) => {
    const domains = new Set(allowedDomains.map(lowerCaseAscii));
    if (domains.size > 1) {
      context.addIssue({
        code: 'custom',
        path: ['allowedDomains'],
        message:
          'has more than one domain, and people in different domains can have the same part before the @. List one domain, or use emailMatchingUserEntityProfileEmail, which compares the whole address',
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
          'is accepted only by userIdMatchingUserEntityAnnotation and accountIdMatchingUserEntityAnnotation, and by resolvers by email with allowedDomains, because people choose usernames and email addresses. Use one of these, or remove the option',
      });
    }
  });
}

/**
 * Makes a resolver of the way to find a User. It refuses a User that belongs to another account
 * by its annotations, whichever identifier led to it.
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
      )} differs from that of the account in the case of its letters, and the resolver compares case.`,
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

/** @throws NotFoundError, ConflictError, or ServiceUnavailableError where the catalog fails */
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
      'The catalog of this portal does not answer, so it is not clear who you are. Try again in a minute.',
      error,
    );
  }
}

/**
 * A username or an address can pass to another person; the uuid and the account id cannot. Where
 * the User names them, they decide.
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

/** The name must not be one that a User of the catalog has: that is somebody else. */
async function signInWithoutUser(
  { identifier }: UserMatch,
  profile: BitbucketProfile,
  ctx: AuthResolverContext,
) {
  // An account id has a colon, which no name may have.
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

/** @throws ServiceUnavailableError, since what Backstage says may come from its database */
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
      'This portal cannot open a session for you at the moment. Try again in a minute; if that does not help, ask whoever runs it.',
      error,
    );
  }
}
