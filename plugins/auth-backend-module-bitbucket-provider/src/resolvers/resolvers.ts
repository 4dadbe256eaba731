import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  type BitbucketAccount,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotAllowedError } from '@backstage/errors';
import {
  assignedIdentifierOptions,
  type BitbucketResolverOptions,
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
import { type BitbucketProfile } from '../account/profile';

function createAnnotationResolver(match: {
  annotation: string;
  label: string;
  identifier(account: BitbucketAccount): string | undefined;
  options: Parameters<typeof createUserResolver>[0];
  /** All spellings of the identifier in an annotation, ignoring case. */
  spellings?(identifier: string): string[];
  isExact?(annotation: string, identifier: string): boolean;
}) {
  const { annotation, label, options, spellings, isExact } = match;
  return createUserResolver<BitbucketResolverOptions>(options, profile => {
    const identifier = match.identifier(profile);
    if (!identifier) {
      throw new MissingIdentifierError(
        `Bitbucket does not return the ${label} of your account, but this portal identifies users by it.`,
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
   * Domains of accepted addresses, for example `company.com`; default: all. The resolver by local part
   * accepts only one domain.
   */
  allowedDomains?: string[];
  /** Treats `Mira@company.com` and `mira@company.com` as equal; default: false. */
  ignoreCase?: boolean;
}

/** Returns the confirmed primary address if these options accept it. */
function readEmailAddress(
  profile: BitbucketProfile,
  { allowedDomains }: BitbucketEmailResolverOptions,
) {
  const address = requireEmailAddress(profile);
  const allowed = allowedDomains?.map(lowerCaseAscii);
  if (allowed && !allowed.includes(address.domain)) {
    throw new NotAllowedError(
      `This portal only accepts email addresses of ${allowed.join(
        ', ',
      )}, but the primary address of your Bitbucket account is at ${
        address.domain
      }.`,
    );
  }
  return address;
}

/**
 * The sign-in resolvers of the Bitbucket provider, which find the user of the catalog for a Bitbucket
 * account.
 *
 * Each throws a NotFoundError if no user matches, so that the provider tries the next resolver. Each
 * throws a NotAllowedError if the matching user names another account in its annotations
 * `bitbucket.org/user-id` or `bitbucket.org/account-id`.
 *
 * @public
 */
export namespace bitbucketSignInResolvers {
  /**
   * Matches the uuid of the account with the annotation `bitbucket.org/user-id`, with or without braces
   * and in any case. Recommended, because a uuid always belongs to the same account.
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
   * Matches the username with the annotation `bitbucket.org/username`. A user can change a username, and
   * another account can then register it.
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
   * Matches the part before the
   * `@` of the confirmed primary address with the name of the user, exactly, unless the option `ignoreCase`
   * is set. Without the option `allowedDomains`, every account with that local part, in any domain, is
   * that user. The option accepts only one domain, and throws an InputError for more: users in different
   * domains can have the same local part.
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
