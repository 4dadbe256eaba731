import { BitbucketMember } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** Makes of the patterns of `userFilter` the question whether somebody is to be in the catalog. */
export function createMemberFilter(filter: {
  include?: string[];
  exclude: string[];
}): (member: BitbucketMember) => boolean {
  const includes = filter.include?.map(toPattern);
  const excludes = filter.exclude.map(toPattern);
  return member => {
    const texts = [
      member.uuid,
      member.accountId,
      member.nickname,
      member.displayName,
    ].filter(text => text !== undefined);
    const matches = (pattern: RegExp) => texts.some(text => pattern.test(text));
    return (includes?.some(matches) ?? true) && !excludes.some(matches);
  };
}

/** A person of the workspace, as far as Bitbucket tells; a program is none. */
export function isActivePerson(member: BitbucketMember): boolean {
  return (
    (member.type ?? 'user') === 'user' &&
    (member.accountStatus ?? 'active') === 'active'
  );
}

function toPattern(text: string): RegExp {
  const parts = text
    .trim()
    .split(/\*+/)
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`, 'iu');
}
