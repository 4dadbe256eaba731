import {
  BITBUCKET_EMAILS_PER_CALL,
  BitbucketMemberByEmail,
  BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { AccountLink } from './AccountLinks';
import { CatalogIndex } from './CatalogIndex';
import {
  findLinks,
  LinkableUser,
  LinkProblem,
  toLinkableUser,
} from './findLinks';

/** What has to be done to the links. */
export interface LinkPlan {
  added: AccountLink[];
  changed: AccountLink[];
  /** Those of `changed` that get another account: the one that they had loses the User. */
  replaced: AccountLink[];
  /** Entity refs. */
  removed: string[];
  unchanged: number;
  problems: LinkProblem[];
  /** All links there will be. */
  links: AccountLink[];
}

/**
 * Looks for the accounts of all Users in the catalog that come from elsewhere, and compares what it
 * finds with what was found before.
 */
export async function planLinks(
  client: BitbucketWorkspaceClient,
  catalog: CatalogIndex,
  before: ReadonlyMap<string, AccountLink>,
  signal?: AbortSignal,
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
  for (let at = 0; at < emails.length; at += BITBUCKET_EMAILS_PER_CALL) {
    const asked = emails.slice(at, at + BITBUCKET_EMAILS_PER_CALL);
    found.push(...(await client.findMembersByEmail(asked, { signal })));
  }

  const { links, problems } = findLinks(users, found);
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

function isSame(one: AccountLink, other: AccountLink): boolean {
  return (
    one.email === other.email &&
    one.userId === other.userId &&
    one.username === other.username &&
    one.accountId === other.accountId
  );
}
