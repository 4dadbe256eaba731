import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BitbucketMemberByEmail,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { AccountLink } from '../store/AccountLinks';
import { isActivePerson } from '../config/memberFilter';

/** A User whose account is looked for. */
export interface LinkableUser {
  entityRef: string;
  /** With A-Z in lower case; undefined where there is none that could be asked for. */
  email?: string;
  /** What its source says by itself, without what was added by us. */
  userId?: string;
  accountId?: string;
  username?: string;
}

/** Why a User stays as it is although something was found. */
export interface LinkProblem {
  entityRef: string;
  /** A sentence for the operator. */
  why: string;
}

/**
 * Reads what is needed of a User.
 *
 * @param link - what was added to it before
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
 * Decides which account belongs to which User. Whatever is not certain is a problem, and no link: a
 * wrong one would let somebody sign in as somebody else.
 *
 * @param found - what Bitbucket answered for the addresses of the users
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

/** Without the spaces around it that people type. */
function toAddress(text: string): string {
  return toLowerAscii(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
}

/**
 * Other letters than A-Z stay as they are: in Unicode, the lower case of the KELVIN SIGN is `k`, so two
 * different addresses would be the same.
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
