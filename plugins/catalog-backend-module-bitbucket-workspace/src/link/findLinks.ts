import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  type BitbucketMemberByEmail,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type AccountLink } from '../store/AccountLinks';
import { isActivePerson } from '../config/memberFilter';

/** A User whose account the run searches for. */
export interface LinkableUser {
  entityRef: string;
  /** With A-Z in lower case; undefined without a usable address. */
  email?: string;
  /** From its source, without annotations that this module added. */
  userId?: string;
  accountId?: string;
  username?: string;
}

/** Why a User does not change although an account was found. */
export interface LinkProblem {
  entityRef: string;
  /** A sentence for the operator. */
  why: string;
}

/**
 * Reads the required properties of a User.
 *
 * @param link - the link that was added before
 */
export function toLinkableUser(
  entity: Entity,
  link: AccountLink | undefined,
): LinkableUser {
  const annotations = entity.metadata.annotations ?? {};
  const profile = entity.spec?.profile;
  const email =
    profile && typeof profile === 'object' && 'email' in profile
      ? toAddress(String(profile.email))
      : '';
  const own = (value: string | undefined, added: string | undefined) =>
    value?.trim() && value !== added ? value : undefined;
  const userId = annotations[BITBUCKET_USER_ID_ANNOTATION];
  return {
    entityRef: stringifyEntityRef(entity),
    email: /^[^@\s"\\]+@[^@\s"\\]+$/.test(email) ? email : undefined,
    userId: own(userId && normalizeBitbucketUuid(userId), link?.userId),
    accountId: own(
      annotations[BITBUCKET_ACCOUNT_ID_ANNOTATION],
      link?.accountId,
    ),
    username: own(annotations[BITBUCKET_USERNAME_ANNOTATION], link?.username),
  };
}

/**
 * Decides which account belongs to which User. An uncertain match is a problem and not a link, because a
 * wrong link would let an account sign in as another user.
 *
 * @param found - Bitbucket's response for the addresses of the users
 */
export function findLinks(
  users: LinkableUser[],
  found: BitbucketMemberByEmail[],
): { links: AccountLink[]; problems: LinkProblem[] } {
  const usersByEmail = groupBy(users, user => user.email);
  const membersByEmail = groupBy(
    found.filter(({ member }) => isActivePerson(member)),
    ({ email }) => toAddress(email),
  );
  const holders = groupBy(users, user => user.userId);
  const problems: LinkProblem[] = [];
  const candidates: AccountLink[] = [];

  for (const user of users) {
    const { entityRef, email } = user;
    const accounts = new Map(
      (email ? membersByEmail.get(email) ?? [] : []).map(({ member }) => [
        member.uuid,
        member,
      ]),
    );
    const [member] = accounts.values();
    if (!email || !member) {
      continue;
    }
    const why =
      (accounts.size > 1 &&
        `its address belongs to ${accounts.size} accounts`) ||
      namesakes(usersByEmail.get(email), entityRef, 'has the same address') ||
      namesakes(
        holders.get(member.uuid),
        entityRef,
        `has the account ${member.uuid} by its own annotation`,
      ) ||
      contradiction(user, member);
    if (why) {
      problems.push({ entityRef, why });
    } else {
      candidates.push({
        entityRef,
        email,
        userId: member.uuid,
        username: member.username,
        accountId: member.accountId,
      });
    }
  }

  const claims = groupBy(candidates, ({ userId }) => userId);
  const links = candidates.filter(({ entityRef, userId }) => {
    const why = namesakes(
      claims.get(userId),
      entityRef,
      `has the same account ${userId} by its address`,
    );
    if (why) {
      problems.push({ entityRef, why });
    }
    return !why;
  });
  return { links, problems };
}

const SPACES = ' \t\r\n';

/**
 * Removes surrounding spaces. A regular expression for trailing spaces would take quadratic time.
 */
function toAddress(text: string): string {
  let end = text.length;
  while (end > 0 && SPACES.includes(text[end - 1])) {
    end--;
  }
  return toLowerAscii(text.slice(0, end).replace(/^[ \t\r\n]+/, ''));
}

/**
 * Only changes A-Z: in Unicode, the lower case of the KELVIN SIGN is `k`, so two different addresses
 * would become equal.
 */
function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

function namesakes(
  others: { entityRef: string }[] = [],
  entityRef: string,
  what: string,
): string | undefined {
  const other = others.find(each => each.entityRef !== entityRef);
  return other && `${other.entityRef} ${what}`;
}

function contradiction(
  user: LinkableUser,
  member: BitbucketMemberByEmail['member'],
): string | undefined {
  const pairs = [
    ['user id', user.userId, member.uuid],
    ['account id', user.accountId, member.accountId],
    ['username', user.username, member.username],
  ];
  const different = pairs.find(
    ([, own, other]) =>
      own !== undefined &&
      other !== undefined &&
      toLowerAscii(own) !== toLowerAscii(other),
  );
  if (!different) {
    return undefined;
  }
  const [label, own, other] = different;
  return `it has the ${label} ${own}, but its address belongs to ${other}`;
}

function groupBy<T, K>(
  items: T[],
  keyOf: (item: T) => K | undefined,
): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) {
      const group = groups.get(key);
      if (group) {
        group.push(item);
      } else {
        groups.set(key, [item]);
      }
    }
  }
  return groups;
}
