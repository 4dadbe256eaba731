import { MissingIdentifierError } from './identifiers';
import { BitbucketProfile } from './profile';

/** An address in its parts. */
export interface EmailAddress {
  /** As Bitbucket tells it. */
  address: string;
  /** Before the `@`; case counts (RFC 5321, section 2.4). */
  localPart: string;
  /** After the `@`, in lower case. */
  domain: string;
}

/**
 * The confirmed primary address of the account.
 *
 * @throws MissingIdentifierError where there is none, or where it is not one mailbox at one host
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
 * Whether two addresses are the same mailbox. Unicode is compared as it is: the catalog's own
 * comparison takes, for example, the Kelvin sign for a "k".
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

/** Lower case for A to Z only. */
export function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
