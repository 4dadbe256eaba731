import { type BitbucketOwnerProposal } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** A User of the catalog. */
export interface KnownUser {
  ref: string;
  /** For sentences. */
  name: string;
  /** Full refs of the Groups of the user. */
  groups: string[];
}

/** What is known about the owners of a repository. */
export interface OwnerFacts {
  codeOwners?: {
    path: string;
    /** Groups of the catalog that the file names, in its order. */
    groups: { name: string; ref: string }[];
    users: KnownUser[];
  };
  /** The default reviewers that are Users of the catalog. */
  reviewers: KnownUser[];
  /** The Group of the project. */
  project?: { key: string; ref: string };
  /** The owner in the configuration of the portal. */
  configured?: { ref: string };
}

/** Returns the proposals for the owner of a repository, the best first, each owner once. */
export function proposeOwners(facts: OwnerFacts): BitbucketOwnerProposal[] {
  const all = [
    ...fromCodeOwners(facts.codeOwners),
    ...fromPeople(facts.reviewers, {
      source: 'default reviewers',
      who: 'the default reviewers of the repository',
    }),
    ...(facts.project
      ? [
          {
            ref: facts.project.ref,
            source: 'project' as const,
            reason: `The repository belongs to the project ${facts.project.key}.`,
          },
        ]
      : []),
    ...(facts.configured
      ? [
          {
            ref: facts.configured.ref,
            source: 'configuration' as const,
            reason:
              'The configuration of the portal assigns this repository to this group.',
          },
        ]
      : []),
  ];
  return all.filter(
    ({ ref }, index) => all.findIndex(each => each.ref === ref) === index,
  );
}

function fromCodeOwners(
  facts: OwnerFacts['codeOwners'],
): BitbucketOwnerProposal[] {
  if (!facts) {
    return [];
  }
  const source = 'CODEOWNERS';
  const groups = facts.groups.map(({ name, ref }) => ({
    ref,
    source: source as typeof source,
    reason: `${facts.path} names ${name} as the owner of all files.`,
  }));
  return groups.length > 0
    ? groups
    : fromPeople(facts.users, { source, who: `the owners in ${facts.path}` });
}

/** Proposes the Group with the most people. Of Groups with equally many, the smaller ref is first. */
function fromPeople(
  users: readonly KnownUser[],
  { source, who }: Pick<BitbucketOwnerProposal, 'source'> & { who: string },
): BitbucketOwnerProposal[] {
  if (users.length === 0) {
    return [];
  }
  const counts = new Map<string, number>();
  for (const ref of users.flatMap(({ groups }) => [...new Set(groups)])) {
    counts.set(ref, (counts.get(ref) ?? 0) + 1);
  }
  const [best] = [...counts].sort(
    ([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1),
  );
  if (!best) {
    return [
      {
        ref: users[0].ref,
        source,
        reason: `${users[0].name} is one of ${who}, and belongs to no group.`,
      },
    ];
  }
  const [ref, count] = best;
  const list = listNames(users.filter(({ groups }) => groups.includes(ref)));
  return [
    {
      ref,
      source,
      reason:
        users.length === 1
          ? `${list} belongs to this group, as the only one of ${who}.`
          : `${count} of ${users.length} of ${who} belong to this group: ${list}.`,
    },
  ];
}

function listNames(users: readonly KnownUser[]): string {
  const names = users.slice(0, 3).map(({ name }) => name);
  return `${names.join(', ')}${users.length > 3 ? ' and others' : ''}`;
}
