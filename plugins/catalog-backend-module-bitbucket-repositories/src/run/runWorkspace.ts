import {
  BitbucketCloudError,
  type BitbucketRepository,
  type BitbucketUnreadableValue,
  type EntityRecord,
  isHeldBack,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { randomUUID } from 'node:crypto';
import { componentKeyOf } from '../entities/componentKeys';
import { keyOf } from '../model/locationEntity';
import { type RunReport } from '../model/RunReport';
import { type SeenRepository } from '../store/SeenRepositories';
import { type RunContext } from './RunContext';
import { removeGone, uuidOf } from './removeGone';
import { type GoneFiles, updateRepositories } from './updateRepositories';
import { warnOfUnreadable } from './warnOfUnreadable';

/**
 * The run confirms at most this number of repositories that are missing from the listing, one by one.
 */
const MOST_CONFIRMATIONS = 20;

/**
 * Reads all repositories page by page, and removes Locations only after the listing is complete.
 *
 * @throws BitbucketCloudError if the listing or a file could not be read. Everything that was read until
 * then is in the catalog, and nothing was removed.
 */
export async function runWorkspace(of: RunContext): Promise<RunReport> {
  const context: RunContext = { ...of, leftAddresses: new Map() };
  const { client, config, isWanted, seen, signal } = context;
  const runId = randomUUID();
  const report: RunReport = {
    found: 0,
    read: 0,
    unchanged: 0,
    withoutFile: 0,
    invalid: 0,
    added: 0,
    changed: 0,
    removed: 0,
    heldBack: 0,
  };
  const gone: GoneFiles = {
    records: [],
    files: [],
    repositories: [],
    askedAt: new Map(),
  };
  const excluded = new Set<string>();
  const update: UpdatePage = async (page, askedAt) => {
    signal?.throwIfAborted();
    const wanted = page.filter(isWanted);
    page
      .filter(each => !isWanted(each))
      .forEach(({ uuid }) => excluded.add(uuid));
    const outcome = await updateRepositories(context, wanted, {
      runId,
      askedAt,
    });
    report.found += wanted.length;
    report.read += outcome.read;
    report.unchanged += outcome.unchanged;
    report.withoutFile += outcome.withoutFile;
    report.invalid += outcome.unreadable;
    report.added += outcome.added;
    report.changed += outcome.changed;
    gone.records.push(...outcome.gone.records);
    gone.files.push(...outcome.gone.files);
    gone.repositories.push(...outcome.gone.repositories);
    [...outcome.gone.records, ...outcome.gone.files].forEach(each => {
      const uuid = uuidOf(each);
      gone.askedAt.set(uuid, outcome.gone.askedAt.get(uuid)!);
    });
  };

  await seen.beginRun();
  let askedAt = Date.now();
  let size: number | undefined;
  const onSize = (value: number) => {
    size = value;
  };
  let isReadable = true;
  const onUnreadable = (value: BitbucketUnreadableValue) => {
    isReadable = false;
    report.invalid += 1;
    warnOfUnreadable(context, value);
  };
  const pages = client.listRepositories({ signal, onSize, onUnreadable });
  for await (const page of pages) {
    await checkWorkspace(context, page);
    await update(page, askedAt);
    askedAt = Date.now();
    context.onListed?.(report.found + excluded.size, size);
  }
  const missing = await findMissing(
    context,
    { excluded, gone, isReadable, runId },
    update,
  );
  await addFilesOf(context, missing, gone);
  if (await isTooMuch(context, gone.records)) {
    report.heldBack = gone.records.length;
  } else {
    report.removed = await removeGone(context, { gone, missing, runId });
  }
  report.invalid += await context.countInvalid();
  signal?.throwIfAborted();
  context.logger.debug(
    `Bitbucket repositories ${config.id}: run ${runId} is complete`,
  );
  return report;
}

/** The kinds of entities of a provider, and what they stand for. */
const GUARDED = [
  { kind: 'location', what: 'catalog files' },
  { kind: 'component', what: 'repositories without a catalog file' },
];

/** A slug can belong to another workspace after a rename. */
async function checkWorkspace(
  { config, seen }: RunContext,
  page: BitbucketRepository[],
) {
  const known = await seen.anyWorkspace();
  const other = page.find(
    ({ workspace }) => known !== undefined && workspace.uuid !== known,
  );
  if (other) {
    throw new Error(
      `the workspace ${config.workspace} is now another workspace: it has the uuid ${other.workspace.uuid} instead of ${known}. If this is intended, add the other workspace as a new provider`,
    );
  }
}

/**
 * Returns the repositories that no longer exist, or that the filters exclude. Bitbucket pages by
 * position, so a repository can be missing because another one was deleted during the listing. It can also be one that
 * could not be read.
 */
async function findMissing(
  context: RunContext,
  of: {
    excluded: ReadonlySet<string>;
    gone: GoneFiles;
    /** Whether all repositories of the list could be read. */
    isReadable: boolean;
    runId: string;
  },
  update: UpdatePage,
): Promise<SeenRepository[]> {
  const { seen } = context;
  const waiting = new Set(
    of.gone.repositories.map(({ repository }) => repository.uuid),
  );
  const missing = (await seen.missingFrom(of.runId)).filter(
    ({ repository }) => !waiting.has(repository.uuid),
  );
  const unlisted = missing.filter(
    ({ repository }) => !of.excluded.has(repository.uuid),
  );
  if (unlisted.length > MOST_CONFIRMATIONS) {
    return of.isReadable
      ? missing
      : missing.filter(each => !unlisted.includes(each));
  }
  const present = new Set<string>();
  for (const { repository } of unlisted) {
    const askedAt = Date.now();
    const found = await findRepository(context, repository.uuid);
    if (found === 'unreadable') {
      present.add(repository.uuid);
    } else if (found && isInSameWorkspace(found, repository)) {
      await update([found], askedAt);
      if (context.isWanted(found)) {
        present.add(found.uuid);
      }
    }
  }
  return missing.filter(({ repository }) => !present.has(repository.uuid));
}

async function findRepository(
  { client, signal }: RunContext,
  uuid: string,
): Promise<BitbucketRepository | 'unreadable' | undefined> {
  try {
    return await client.getRepository(uuid, { signal });
  } catch (error) {
    if (
      error instanceof BitbucketCloudError &&
      error.code === 'invalid_response'
    ) {
      return 'unreadable';
    }
    throw error;
  }
}

type UpdatePage = (
  page: BitbucketRepository[],
  askedAt: number,
) => Promise<void>;

function isInSameWorkspace(
  now: BitbucketRepository,
  before: BitbucketRepository,
): boolean {
  return now.workspace.uuid === before.workspace.uuid;
}

/** Adds what the catalog has of missing repositories. */
async function addFilesOf(
  { files, records }: RunContext,
  missing: SeenRepository[],
  gone: GoneFiles,
): Promise<void> {
  const addresses = await files.find(
    missing.map(({ repository }) => repository.uuid),
  );
  const known = await records.read([
    ...missing.map(({ repository }) => componentKeyOf(repository.uuid)),
    ...addresses.map(({ uuid, path }) => keyOf(uuid, path)),
  ]);
  gone.files.push(...addresses);
  gone.records.push(
    ...[...known.values()].filter(({ state }) => state !== 'gone'),
  );
}

/** Components do not count as files: many of them would otherwise permit the loss of all files. */
async function isTooMuch(
  { config, logger, problems, records }: RunContext,
  gone: readonly EntityRecord[],
): Promise<boolean> {
  const stay = (await records.count()) - gone.length;
  for (const { kind, what } of GUARDED) {
    const before = await records.count(kind);
    const lost = gone.filter(each => each.entity_ref.startsWith(`${kind}:`));
    const counts = { before, lost: lost.length, stay };
    if (isHeldBack(config.shrinkGuard, counts)) {
      const message = `${lost.length} of ${before} ${what} are missing at Bitbucket. ${config.key}.shrinkGuard does not allow so many, so the run removed nothing from the catalog. Compare the list of repositories with the workspace at Bitbucket, and check filters, catalogPath and the credentials. If the list is right, set shrinkGuard.share to 1 until the next run.`;
      logger.error(`Bitbucket repositories ${config.id}: ${message}`);
      problems?.add({ subject: config.workspace, message });
      return true;
    }
  }
  return false;
}
