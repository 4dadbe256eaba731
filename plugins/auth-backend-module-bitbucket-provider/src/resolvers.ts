import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthResolverContext,
  commonSignInResolvers,
  createSignInResolverFactory,
  OAuthAuthenticatorResult,
  SignInInfo,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { z } from 'zod/v3';
import { BitbucketProfile } from './profile';

type BitbucketSignInInfo = SignInInfo<
  OAuthAuthenticatorResult<BitbucketProfile>
>;
type BitbucketSignInResolver = SignInResolver<
  OAuthAuthenticatorResult<BitbucketProfile>
>;

/** Options of the resolvers by annotation. */
const annotationOptions = z
  .object({
    dangerouslyAllowSignInWithoutUserInCatalog: z.boolean().optional(),
  })
  .strict()
  .optional();

/** How one kind of identifier is looked up and compared. */
interface AnnotationMatch {
  annotation: string;
  /** What the identifier is called in a sentence. */
  label: string;
  identifier(profile: BitbucketProfile): string | undefined;
  /** All spellings of the identifier that an annotation may have, case aside. */
  spellings(identifier: string): string[];
  /** Whether an annotation in another case is the same identifier. */
  ignoreCase?: boolean;
}

function createAnnotationResolver(match: AnnotationMatch) {
  return createSignInResolverFactory({
    optionsSchema: annotationOptions,
    create(options = {}): BitbucketSignInResolver {
      return async (info, ctx) => {
        const identifier = match.identifier(info.result.fullProfile);
        if (!identifier) {
          throw new NotAllowedError(
            `Bitbucket does not tell the ${match.label} of your account, and this portal recognises people by it.`,
          );
        }
        try {
          return await signInByAnnotation(match, identifier, ctx);
        } catch (error) {
          if (
            !NotFoundError.is(error) ||
            !options.dangerouslyAllowSignInWithoutUserInCatalog
          ) {
            throw error;
          }
          const name = identifier.replace(/[{}]/g, '').replace(/:/g, '-');
          return ctx.signInWithCatalogUser(
            { entityRef: { name } },
            { dangerousEntityRefFallback: { entityRef: { name } } },
          );
        }
      };
    },
  });
}

async function signInByAnnotation(
  { annotation, label, spellings, ignoreCase }: AnnotationMatch,
  identifier: string,
  ctx: AuthResolverContext,
) {
  const allowed = spellings(identifier);
  const { entity } = await ctx.findCatalogUser({
    filter: allowed.map(value => ({
      kind: 'user',
      [`metadata.annotations.${annotation}`]: value,
    })),
  });
  // The catalog compares without regard to case; most identifiers do not.
  const found = entity.metadata.annotations?.[annotation] ?? '';
  if (!allowed.includes(ignoreCase ? found.toLowerCase() : found)) {
    throw new NotFoundError(`No user has exactly this ${label}`);
  }
  const { ownershipEntityRefs } = await ctx.resolveOwnershipEntityRefs(entity);
  return ctx.issueToken({
    claims: { sub: stringifyEntityRef(entity), ent: ownershipEntityRefs },
  });
}

/** Options of the resolvers by email, as Backstage's own have them. */
const emailOptions = z
  .object({
    allowedDomains: z.array(z.string()).optional(),
    dangerouslyAllowSignInWithoutUserInCatalog: z.boolean().optional(),
  })
  .strict()
  .optional();

/**
 * Backstage's own email resolvers, given confirmed addresses only. `allowedDomains` is checked
 * here for both: Backstage accepts it for the match by profile email and then ignores it.
 */
function createEmailResolver(
  factory: typeof commonSignInResolvers.emailMatchingUserEntityProfileEmail,
) {
  return createSignInResolverFactory({
    optionsSchema: emailOptions,
    create(options = {}): BitbucketSignInResolver {
      const { allowedDomains, ...ownOptions } = options;
      const resolver = factory(ownOptions);
      return async (info: BitbucketSignInInfo, ctx) => {
        const { email } = info.result.fullProfile;
        if (!email) {
          throw new NotAllowedError(
            'This portal recognises people by email, and your primary address at Bitbucket is not confirmed. Confirm it in your Bitbucket email settings, then sign in again.',
          );
        }
        const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
        const allowed = allowedDomains?.map(name => name.toLowerCase());
        if (allowed && !allowed.includes(domain)) {
          throw new NotAllowedError(
            `This portal takes email addresses of ${allowed.join(
              ', ',
            )} only, and the primary address of your Bitbucket account is at ${domain}.`,
          );
        }
        return resolver(info, ctx);
      };
    },
  });
}

/**
 * The sign-in resolvers of the Bitbucket provider: from a Bitbucket account to a User of the catalog.
 *
 * Each throws a NotFoundError where no User matches, which lets the next resolver try.
 *
 * @public
 */
export namespace bitbucketSignInResolvers {
  /**
   * Matches the uuid of the account with the annotation `bitbucket.org/user-id`, which may be
   * written with or without braces and in any case. Recommended: a uuid never changes hands.
   */
  export const userIdMatchingUserEntityAnnotation = createAnnotationResolver({
    annotation: BITBUCKET_USER_ID_ANNOTATION,
    label: 'user id',
    identifier: profile => profile.uuid,
    spellings: uuid => {
      const bare = uuid.replace(/^\{|\}$/g, '').toLowerCase();
      return [`{${bare}}`, bare];
    },
    ignoreCase: true,
  });

  /** Matches the Atlassian account id with the annotation `bitbucket.org/account-id`. */
  export const accountIdMatchingUserEntityAnnotation = createAnnotationResolver(
    {
      annotation: BITBUCKET_ACCOUNT_ID_ANNOTATION,
      label: 'account id',
      identifier: profile => profile.accountId,
      spellings: accountId => [accountId],
    },
  );

  /**
   * Matches the username with the annotation `bitbucket.org/username`. A username can be
   * changed and then registered by somebody else.
   */
  export const usernameMatchingUserEntityAnnotation = createAnnotationResolver({
    annotation: BITBUCKET_USERNAME_ANNOTATION,
    label: 'username',
    identifier: profile => profile.username,
    spellings: username => [username],
  });

  /** Matches the confirmed primary address with `spec.profile.email`. */
  export const emailMatchingUserEntityProfileEmail = createEmailResolver(
    commonSignInResolvers.emailMatchingUserEntityProfileEmail,
  );

  /**
   * Matches the part before the `@` of the confirmed primary address with the name of the User.
   * Without `allowedDomains` anybody with that local part at any host is that User.
   */
  export const emailLocalPartMatchingUserEntityName = createEmailResolver(
    commonSignInResolvers.emailLocalPartMatchingUserEntityName,
  );
}
