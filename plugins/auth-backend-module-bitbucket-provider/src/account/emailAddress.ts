import { MissingIdentifierError } from './identifiers';
import { type BitbucketProfile } from './profile';

/** The parts of an email address. */
export interface EmailAddress {
  /** As Bitbucket returns it. */
  address: string;
  /** The part before the `@`, case-sensitive (RFC 5321, section 2.4). */
  localPart: string;
  /** The part after the `@`, in lower case. */
  domain: string;
}

/**
 * Returns the confirmed primary address of the account.
 *
 * @throws MissingIdentifierError if the account has no such address, or if it is not a single mailbox at
 * a single host
 */
export function requireEmailAddress(profile: BitbucketProfile): EmailAddress {
  const address = profile.email;
  if (!address) {
    throw new MissingIdentifierError(
      'This portal identifies users by email, and your primary address at Bitbucket is not confirmed. Confirm it in your Bitbucket email settings, then sign in again.',
    );
  }
  const [localPart, domain, ...rest] = address.split('@');
  if (!localPart || !domain || rest.length > 0) {
    throw new MissingIdentifierError(
      'This portal identifies users by email, and your primary address at Bitbucket is not one that it can read.',
    );
  }
  return { address, localPart, domain: lowerCaseAscii(domain) };
}

/**
 * Returns whether two addresses are the same mailbox. It does not normalize Unicode: the catalog's own
 * comparison treats, for example, the Kelvin sign as a "k".
 */
export function isSameAddress(
  one: string,
  other: string,
  ignoreCase: boolean,
): boolean {
  const normalize = (address: string) => {
    const at = address.lastIndexOf('@');
    const localPart = address.slice(0, at);
    const domain = lowerCaseAscii(address.slice(at));
    return (ignoreCase ? lowerCaseAscii(localPart) : localPart) + domain;
  };
  return normalize(one) === normalize(other);
}

/** Converts A to Z to lower case, and no other letters. */
export function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
