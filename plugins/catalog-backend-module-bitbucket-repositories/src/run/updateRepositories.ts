import {
  applyPlan,
  type BitbucketRepository,
  type EntityRecord,
  planChanges,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import pLimit from 'p-limit';
import {
  createLocation,
  keyOf,
  slugOf,
  targetOf,
} from '../model/locationEntity';
import { componentKeyOf, createComponents } from '../entities/createComponents';
import { readCatalogFiles } from '../read/readCatalogFiles';
import { type FileAddress } from '../store/CatalogFiles';
import { type SeenRepository } from '../store/SeenRepositories';
import { type RunContext } from './RunContext';
import { versionOf } from './versionOf';

/** Repositories that are read at the same time. Bitbucket takes 50 to 300 ms for each. */
const READ_AT_ONCE = 4;

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
}

interface RepositoryState extends SeenRepository {
  branch: string | undefined;
  isUnchanged: boolean;
  isUnreadable: boolean;
  paths: string[];
}

/**
 * Reads the repositories that changed, and sends their Locations to the catalog.
 *
 * The order allows a failure at any point: contents are stored before the catalog reads them, and a
 * repository counts as read only after everything else.
 */
export async function updateRepositories(
  context: RunContext,
  repositories: readonly BitbucketRepository[],
  runId: string,
): Promise<PageOutcome> {
  const { connection, files, locations, records, seen } = context;
  const uuids = repositories.map(({ uuid }) => uuid);
  const before = await seen.find(uuids);
  const stored = Map.groupBy(await files.find(uuids), ({ uuid }) => uuid);
  const limit = pLimit(READ_AT_ONCE);
  const changedTargets: string[] = [];
  const states = await Promise.all(
    repositories.map(repository =>
      limit(() =>
        updateOne(context, {
          repository,
          before: before.get(repository.uuid),
          stored: stored.get(repository.uuid) ?? [],
          onChange: target => changedTargets.push(target),
        }),
      ),
    ),
  );

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
      context.config.withoutFile,
      context.componentTransformer,
    )),
  ];
  const keys = [
    ...uuids.map(componentKeyOf),
    ...wanted.map(({ key }) => key),
    ...[...stored.values()].flat().map(({ uuid, path }) => keyOf(uuid, path)),
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
  return {
    read: states.length - unchanged.length,
    unchanged: unchanged.length,
    withoutFile: states.filter(hasNoFile).length,
    unreadable: unreadable.length,
    added: plan.added.length,
    changed: plan.changed.length,
    gone,
  };
}

/** Reads one repository if it changed, and stores the contents of its files. */
async function updateOne(
  { client, config, files, logger, signal }: RunContext,
  of: {
    repository: BitbucketRepository;
    before: SeenRepository | undefined;
    stored: FileAddress[];
    onChange(target: string): void;
  },
): Promise<RepositoryState> {
  const { before, repository, stored } = of;
  const { catalogPaths: paths } = config;
  const branch =
    repository.mainBranch && (config.branch ?? repository.mainBranch.name);
  const version = versionOf(repository, config);
  const state = {
    branch,
    isUnchanged: false,
    isUnreadable: false,
    repository,
    version,
  };
  if (branch === undefined) {
    return { ...state, isUnchanged: before?.version === version, paths: [] };
  }
  if (before?.version === version) {
    for (const file of stored) {
      const target = targetOf({ repository, branch, path: file.path });
      if (target !== file.target) {
        await files.move({ ...file, slug: slugOf(repository), target });
      }
    }
    const isRenamed = slugOf(before.repository) !== slugOf(repository);
    return {
      ...state,
      // A renamed repository is stored again.
      isUnchanged: !isRenamed,
      paths: stored.map(({ path }) => path),
    };
  }

  const readAt = Date.now();
  const { contents, problem } = await readCatalogFiles(
    client,
    { repository, branch, paths },
    signal,
  );
  if (problem !== undefined) {
    logger.warn(
      `Bitbucket repositories ${config.id}: the catalog files of ${slugOf(
        repository,
      )} could not be read, so they stay as they are: ${problem}`,
    );
    return {
      ...state,
      isUnreadable: true,
      paths: stored.map(({ path }) => path),
    };
  }
  for (const [path, content] of contents) {
    const target = targetOf({ repository, branch, path });
    const { uuid } = repository;
    const slug = slugOf(repository);
    if (await files.save({ uuid, path, slug, target, content, readAt })) {
      of.onChange(target);
    }
  }
  return { ...state, paths: [...contents.keys()] };
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
  };
}
