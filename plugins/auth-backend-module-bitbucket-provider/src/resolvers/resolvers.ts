import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BitbucketAccount,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotAllowedError } from '@backstage/errors';
import {
  assignedIdentifierOptions,
  BitbucketResolverOptions,
  chosenIdentifierOptions,
  createUserResolver,
  emailOptions,
  localPartOptions,
} from './createUserResolver';
import {
  isSameAddress,
  lowerCaseAscii,
  requireEmailAddress,
} from '../account/emailAddress';
import { MissingIdentifierError, readAnnotation } from '../account/identifiers';
import { BitbucketProfile } from '../account/profile';

function createAnnotationResolver(match: {
  annotation: string;
  label: string;
  identifier(account: BitbucketAccount): string | undefined;
  options: Parameters<typeof createUserResolver>[0];
  /** All spellings of the identifier that an annotation may have, case aside. */
  spellings?(identifier: string): string[];
  isExact?(annotation: string, identifier: string): boolean;
}) {
  const { annotation, label, options, spellings, isExact } = match;
  return createUserResolver<BitbucketResolverOptions>(options, profile => {
    const identifier = match.identifier(profile);
    if (!identifier) {
      throw new MissingIdentifierError(
        `Bitbucket does not tell the ${label} of your account, and this portal identifies users by it.`,
      );
    }
    return {
      label,
      identifier,
      query: {
        filter: {
          [`metadata.annotations.${annotation}`]:
            spellings?.(identifier) ?? identifier,
        },
      },
      isExact: ({ metadata }) => {
        const found = readAnnotation(metadata.annotations?.[annotation]) ?? '';
        return isExact?.(found, identifier) ?? found === identifier;
      },
    };
  });
}

/**
 * Options of both resolvers by email.
 *
 * @public
 */
export interface BitbucketEmailResolverOptions
  extends BitbucketResolverOptions {
  /**
   * Domains of the addresses that are taken, for example `company.com`; default: all. The resolver by local part
   * takes one domain only.
   */
  allowedDomains?: string[];
  /** Takes `Mira@company.com` for `mira@company.com`; default: false. */
  ignoreCase?: boolean;
}

/** The confirmed primary address, if it is one that these options take. */
function readEmailAddress(
  profile: BitbucketProfile,
  { allowedDomains }: BitbucketEmailResolverOptions,
) {
  const address = requireEmailAddress(profile);
  const allowed = allowedDomains?.map(lowerCaseAscii);
  if (allowed && !allowed.includes(address.domain)) {
    throw new NotAllowedError(
      `This portal takes email addresses of ${allowed.join(
        ', ',
      )} only, and the primary address of your Bitbucket account is at ${
        address.domain
      }.`,
    );
  }
  return address;
}

/**
 * The sign-in resolvers of the Bitbucket provider: from a Bitbucket account to a User of the catalog.
 *
 * Each throws a NotFoundError where no User matches, which lets the next resolver try, and a
 * NotAllowedError where the User that matches names another account in its annotations
 * `bitbucket.org/user-id` or `bitbucket.org/account-id`.
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
    identifier: account => account.uuid,
    options: assignedIdentifierOptions,
    spellings: uuid => [uuid, uuid.slice(1, -1)],
    isExact: (annotation, uuid) => normalizeBitbucketUuid(annotation) === uuid,
  });

  /** Matches the Atlassian account id with the annotation `bitbucket.org/account-id`. */
  export const accountIdMatchingUserEntityAnnotation = createAnnotationResolver(
    {
      annotation: BITBUCKET_ACCOUNT_ID_ANNOTATION,
      label: 'account id',
      identifier: account => account.accountId,
      options: assignedIdentifierOptions,
    },
  );

  /**
   * Matches the username with the annotation `bitbucket.org/username`. A username can be
   * changed and then registered by somebody else.
   */
  export const usernameMatchingUserEntityAnnotation = createAnnotationResolver({
    annotation: BITBUCKET_USERNAME_ANNOTATION,
    label: 'username',
    identifier: account => account.username,
    options: chosenIdentifierOptions,
  });

  /**
   * Matches the confirmed primary address with `spec.profile.email`: the part before the `@`
   * exactly (RFC 5321, section 2.4), unless the option `ignoreCase` is set.
   */
  export const emailMatchingUserEntityProfileEmail =
    createUserResolver<BitbucketEmailResolverOptions>(
      emailOptions,
      (profile, { ignoreCase = false, ...options }) => {
        const { address } = readEmailAddress(profile, options);
        return {
          label: 'email address',
          identifier: address,
          query: { filter: { 'spec.profile.email': address } },
          isExact: ({ spec }) => {
            const { email } = (spec?.profile ?? {}) as { email?: unknown };
            return isSameAddress(String(email), address, ignoreCase);
          },
        };
      },
    );

  /**
   * Matches the part before the `@` of the confirmed primary address with the name of the User,
   * exactly, unless the option `ignoreCase` is set. Without the option `allowedDomains` anybody
   * with that local part at any host is that User. The option takes one domain only, and throws an InputError for more:
   * people in different domains can have the same local part.
   */
  export const emailLocalPartMatchingUserEntityName =
    createUserResolver<BitbucketEmailResolverOptions>(
      localPartOptions,
      (profile, { ignoreCase = false, ...options }) => {
        const { localPart } = readEmailAddress(profile, options);
        const normalize = (name: string) =>
          ignoreCase ? lowerCaseAscii(name) : name;
        return {
          label: 'name',
          identifier: localPart,
          query: { entityRef: { name: localPart } },
          isExact: ({ metadata }) =>
            normalize(metadata.name) === normalize(localPart),
        };
      },
    );
}
