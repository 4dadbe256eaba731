import {
  BITBUCKET_EMAILS_PER_CALL,
  type BitbucketMemberByEmail,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type AccountLink } from '../store/AccountLinks';
import {
  findLinks,
  type LinkableUser,
  type LinkProblem,
  toLinkableUser,
} from './findLinks';
import { type RunContext } from '../context/RunContext';
import { type UnreadableValues } from '../read/UnreadableValues';

/** The changes to the links. */
export interface LinkPlan {
  added: AccountLink[];
  changed: AccountLink[];
  /** Links in `changed` that replace another account, which loses the User. */
  replaced: AccountLink[];
  /** Entity refs. */
  removed: string[];
  unchanged: number;
  problems: LinkProblem[];
  /** All links after the change. */
  links: AccountLink[];
}

/**
 * Finds the accounts of all Users in the catalog that come from other sources, and compares them with
 * the links found before.
 */
export async function planLinks(
  {
    catalog,
    client,
    signal,
  }: Pick<RunContext, 'catalog' | 'client' | 'signal'>,
  before: ReadonlyMap<string, AccountLink>,
  unreadable: UnreadableValues,
): Promise<LinkPlan> {
  const users: LinkableUser[] = [];
  for await (const page of catalog.usersToLink()) {
    for (const entity of page) {
      const user = toLinkableUser(entity, undefined);
      users.push(toLinkableUser(entity, before.get(user.entityRef)));
    }
  }

  const emails = [
    ...new Set(users.flatMap(({ email }) => (email ? [email] : []))),
  ].sort();
  const found: BitbucketMemberByEmail[] = [];
  /** Addresses whose account may be in an unreadable value. */
  const uncertain = new Set<string>();
  for (let at = 0; at < emails.length; at += BITBUCKET_EMAILS_PER_CALL) {
    const asked = emails.slice(at, at + BITBUCKET_EMAILS_PER_CALL);
    const { values, isComplete } = await unreadable.read(onUnreadable =>
      client.findMembersByEmail(asked, { signal, onUnreadable }),
    );
    found.push(...values);
    if (!isComplete) {
      asked.forEach(email => uncertain.add(email));
    }
  }

  const { links: certain, problems } = findLinks(users, found);
  const links = [
    ...certain,
    ...findLinksThatStay(users, { before, certain, problems, uncertain }),
  ];
  const plan: LinkPlan = {
    added: [],
    changed: [],
    replaced: [],
    removed: [],
    unchanged: 0,
    problems,
    links,
  };
  const kept = new Set<string>();
  for (const link of links) {
    kept.add(link.entityRef);
    const old = before.get(link.entityRef);
    if (!old) {
      plan.added.push(link);
    } else if (isSame(old, link)) {
      plan.unchanged += 1;
    } else {
      plan.changed.push(link);
      if (old.userId !== link.userId) {
        plan.replaced.push(link);
      }
    }
  }
  plan.removed = [...before.keys()].filter(ref => !kept.has(ref));
  return plan;
}

/**
 * Returns links whose account is in no readable value, but may be in an unreadable one. A User with a
 * problem loses its link, and an account that another User has now keeps the new link.
 */
function findLinksThatStay(
  users: LinkableUser[],
  found: {
    before: ReadonlyMap<string, AccountLink>;
    certain: AccountLink[];
    problems: LinkProblem[];
    uncertain: ReadonlySet<string>;
  },
): AccountLink[] {
  const { before, certain, problems, uncertain } = found;
  const decided = new Set(
    [...certain, ...problems].map(({ entityRef }) => entityRef),
  );
  const taken = new Set(certain.map(({ userId }) => userId));
  return users.flatMap(({ entityRef, email }) => {
    const link = before.get(entityRef);
    return link &&
      link.email === email &&
      uncertain.has(email) &&
      !decided.has(entityRef) &&
      !taken.has(link.userId)
      ? [link]
      : [];
  });
}

function isSame(one: AccountLink, other: AccountLink): boolean {
  return (
    one.email === other.email &&
    one.userId === other.userId &&
    one.username === other.username &&
    one.accountId === other.accountId
  );
}
