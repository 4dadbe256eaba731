import { type EntityRecord } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  isProjectKey,
  OWNERS_KEY,
  projectKeyOf,
  uuidOfUserKey,
} from '../model/entityKeys';
import { type BitbucketWorkspaceProviderConfig } from '../config/providerConfig';
import { type WorkspaceGroups } from '../read/readWorkspace';
import { type RunContext } from '../context/RunContext';

/**
 * Returns refs that this provider sent but that the catalog does not have from it. Either an
 * administrator deleted the entity, or the catalog has not processed it yet, or another source has the
 * ref. The run sends the entity again, in the last case with another name.
 */
export async function findMissing(
  { catalog, config, logger }: RunContext,
  records: ReadonlyMap<string, EntityRecord>,
): Promise<Set<string>> {
  const sent = [...records.values()]
    .filter(({ state }) => state === 'present')
    .map(record => record.entity_ref);
  if ((await catalog.countOf(config.id)) === sent.length) {
    return new Set();
  }
  const there = await catalog.refsOf(config.id);
  const missing = sent.filter(ref => !there.has(ref));
  if (missing.length > 0) {
    logger.warn(
      `Bitbucket workspace ${config.id}: ${
        missing.length
      } entities are not in the catalog although this provider sent them, so it sends them again: ${missing
        .slice(0, 10)
        .join(', ')}${missing.length > 10 ? ', …' : ''}`,
    );
  }
  return new Set(missing);
}

/**
 * Keeps Groups of projects unchanged if their permissions cannot be read, or if the list lacks a project
 * that exists or may exist. Keeps Users and the owners' Group if a value of a list cannot be read.
 */
export function keepUnreadable(
  config: BitbucketWorkspaceProviderConfig,
  groups: WorkspaceGroups,
  unconfirmed: ReadonlySet<string>,
): (key: string) => boolean {
  const unreadable = new Set(
    groups.projects
      ?.filter(({ people }) => people === undefined)
      .map(({ project }) => projectKeyOf(project.uuid)),
  );
  const hasOwners = config.groups.workspace && groups.owners === undefined;
  const noList = config.groups.projects && groups.projects === undefined;
  return key =>
    unreadable.has(key) ||
    (hasOwners && key === OWNERS_KEY) ||
    unconfirmed.has(uuidOfUserKey(key) ?? '') ||
    (noList && isProjectKey(key)) ||
    groups.unlisted?.get(key)?.state === 'exists' ||
    groups.kept?.has(key) === true;
}
