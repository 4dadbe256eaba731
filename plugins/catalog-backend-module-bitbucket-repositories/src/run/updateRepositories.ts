import {
  applyPlan,
  type BitbucketRepository,
  type EntityRecord,
  planChanges,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import pLimit from 'p-limit';
import { createLocation, keyOf } from '../model/locationEntity';
import { componentKeyOf } from '../entities/componentKeys';
import { createComponents } from '../entities/createComponents';
import { type FileAddress } from '../store/CatalogFiles';
import { EVENT, type SeenRepository } from '../store/SeenRepositories';
import { findWaiting } from './findWaiting';
import { type RunContext } from './RunContext';
import { type RepositoryState, updateFiles } from './updateFiles';

/** Repositories that are read at the same time. Bitbucket takes 50 to 300 ms for each. */
const READ_AT_ONCE = 4;

/** So long after a push, all servers of Bitbucket know it. */
const RECENT_MS = 60_000;

function isRecent(ageMs: number): boolean {
  return ageMs >= 0 && ageMs < RECENT_MS;
}

/** The effect of one page of repositories. */
export interface PageOutcome {
  read: number;
  unchanged: number;
  withoutFile: number;
  unreadable: number;
  added: number;
  changed: number;
  /** Files that are no longer in their repositories. The caller removes them. */
  gone: GoneFiles;
}

/** Files that the catalog should no longer contain. */
export interface GoneFiles {
  records: EntityRecord[];
  files: Pick<FileAddress, 'uuid' | 'path'>[];
  /** To be stored after the removal, so that a failure before it is repeated. */
  repositories: SeenRepository[];
  /** When Bitbucket was asked about each repository, by uuid. */
  askedAt: Map<string, number>;
}

/** Where a page of repositories comes from. */
export interface PageSource {
  runId: string;
  /** Before Bitbucket was asked, in milliseconds since 1970. */
  askedAt: number;
}

/**
 * Reads the repositories that changed, and sends their Locations to the catalog.
 *
 * The order allows a failure at any point: contents are stored before the catalog reads them, and a
 * repository counts as read only after everything else.
 */
export async function updateRepositories(
  context: RunContext,
  listed: readonly BitbucketRepository[],
  { askedAt, runId }: PageSource,
): Promise<PageOutcome> {
  const { connection, files, locations, records, seen } = context;
  const held = await findWaiting(context, listed);
  const repositories = listed.filter(({ uuid }) => !held.has(uuid));
  const uuids = repositories.map(({ uuid }) => uuid);
  const before = await seen.find(uuids);
  const stored = Map.groupBy(await files.find(uuids), ({ uuid }) => uuid);
  const limit = pLimit(READ_AT_ONCE);
  const changedTargets: string[] = [];
  await seen.begin(
    runId,
    repositories
      .filter(({ uuid }) => !before.has(uuid))
      .map(repository => ({ repository, version: '', askedAt })),
  );
  const reading = Promise.all(
    repositories.map(repository =>
      limit(() =>
        updateFiles(context, {
          repository,
          askedAt,
          before: before.get(repository.uuid),
          stored: stored.get(repository.uuid) ?? [],
          isRecent: ({ updatedOn = '' }) =>
            runId === EVENT || isRecent(askedAt - Date.parse(updatedOn)),
          onChange: target => changedTargets.push(target),
        }),
      ),
    ),
  );

  // After a failure, no further repository is read.
  const all = await reading.finally(() => limit.clearQueue());
  const newer = await findNewer(context, uuids, () => askedAt);
  const states = all.filter(({ repository }) => !newer.has(repository.uuid));
  const hasNoFile = ({ isUnreadable, paths }: RepositoryState) =>
    paths.length === 0 && !isUnreadable;
  const wanted = [
    ...states.flatMap(({ branch, paths, repository }) =>
      paths.map(path => createLocation({ repository, branch: branch!, path })),
    ),
    ...(await createComponents(
      // A repository that lost its file gets a Component after the removal: see removeGone.
      states
        .filter(each => hasNoFile(each) && !stored.has(each.repository.uuid))
        .map(({ repository }) => repository),
      context,
    )),
  ];
  const keys = [
    ...states.map(({ repository }) => componentKeyOf(repository.uuid)),
    ...wanted.map(({ key }) => key),
    ...states.flatMap(({ repository: { uuid } }) =>
      (stored.get(uuid) ?? []).map(({ path }) => keyOf(uuid, path)),
    ),
  ];
  const known = await records.read([...new Set(keys)]);
  wanted.forEach(each => context.onWanted?.(each));
  const plan = await planChanges(wanted, known, {
    missing: await locations.findMissing(
      wanted.map(({ entityRef }) => entityRef),
    ),
  });
  // A file replaces the Component of its repository at once. All other removals wait for the complete listing.
  const withFile = new Set(
    states
      .filter(({ paths }) => paths.length > 0)
      .map(({ repository }) => componentKeyOf(repository.uuid)),
  );
  const removed = plan.removed.filter(({ key }) => withFile.has(key));
  await applyPlan({ ...plan, removed }, known, {
    ...context,
    findOwners: refs => records.findOwners(refs),
  });
  if (changedTargets.length > 0) {
    await connection.refresh({
      keys: changedTargets.map(target => `url:${target}`),
    });
  }

  const gone = findGone(
    states,
    stored,
    plan.removed.filter(({ key }) => !withFile.has(key)),
  );
  const waiting = new Set(gone.files.map(({ uuid }) => uuid));
  const unchanged = states.filter(each => each.isUnchanged);
  const unreadable = states.filter(each => each.isUnreadable);
  const done = states.filter(
    each =>
      !each.isUnchanged &&
      !each.isUnreadable &&
      !waiting.has(each.repository.uuid),
  );
  await seen.save(runId, done);
  await seen.mark(
    runId,
    [...unchanged, ...unreadable].map(({ repository }) => repository.uuid),
  );
  await seen.mark(runId, [...held]);
  return {
    read: all.filter(each => !each.isUnchanged).length,
    unchanged: unchanged.length,
    withoutFile: states.filter(hasNoFile).length,
    unreadable: unreadable.length,
    added: plan.added.length,
    changed: plan.changed.length,
    gone,
  };
}

/**
 * Returns the repositories about which Bitbucket was asked again since then, for example after an event. What
 * is known from before is out of date.
 */
export async function findNewer(
  { seen }: RunContext,
  uuids: readonly string[],
  askedAt: (uuid: string) => number,
): Promise<ReadonlySet<string>> {
  const found = await seen.find(uuids);
  return new Set(
    uuids.filter(uuid => (found.get(uuid)?.askedAt ?? 0) > askedAt(uuid)),
  );
}

function findGone(
  states: RepositoryState[],
  stored: ReadonlyMap<string, FileAddress[]>,
  removed: EntityRecord[],
): GoneFiles {
  const losing = states.flatMap(state => {
    const { paths, repository } = state;
    const gone = (stored.get(repository.uuid) ?? []).filter(
      ({ path }) => !paths.includes(path),
    );
    return gone.length > 0 ? [{ state, gone }] : [];
  });
  return {
    records: removed,
    files: losing.flatMap(({ gone }) => gone),
    repositories: losing.map(({ state }) => state),
    askedAt: new Map(
      states.map(({ askedAt, repository }) => [repository.uuid, askedAt]),
    ),
  };
}
