import { type BitbucketRepositoryAnalysis } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BITBUCKET_REPO_UUID_ANNOTATION,
  BitbucketCloudError,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { type JsonObject } from '@backstage/types';
import { createValuesOf } from '../config/withoutFile';
import { nameOf, uniqueNameOf } from '../entities/chooseNames';
import { componentRefOf } from '../entities/componentKeys';
import { FailureStreak } from '../model/FailureStreak';
import {
  createLocation,
  pageOf,
  slugOf,
  targetOf,
} from '../model/locationEntity';
import { readCatalogFiles } from '../read/readCatalogFiles';
import { CODEOWNERS_PATHS, readCodeOwners } from './codeOwners';
import { findOwnerFacts } from './findOwnerFacts';
import { type FoundRepository } from './findRepository';
import { type ImportContext } from './ImportContext';
import { importPathOf } from './importPath';
import { explainNoWriting } from './importSettings';
import { isOfRepository } from './isOfRepository';
import { proposeEntity } from './proposeEntity';
import { proposeOwners } from './proposeOwners';
import { readExistingFile } from './readDocuments';

const MANAGED_BY = 'metadata.annotations.backstage.io/managed-by-location';

/** Where the import adds the file. */
export interface ImportTarget extends FoundRepository {
  /** The branch that the pull request changes. */
  branch: string;
  /** Of the file. */
  path: string;
  /** Names of entities that open pull requests use already. */
  takenNames?: ReadonlySet<string>;
  signal?: AbortSignal;
}

/** @throws InputError if the import cannot add a file */
export function findTarget(
  found: FoundRepository,
  signal?: AbortSignal,
): ImportTarget {
  const { config } = found.context;
  const { mainBranch } = found.repository;
  const path = importPathOf(config.catalogPaths);
  if (!mainBranch) {
    throw new InputError(
      `The repository ${slugOf(
        found.repository,
      )} is empty. Push a first commit, then import it.`,
    );
  }
  if (path === undefined) {
    throw new InputError(
      `${config.key}.catalogPath has no path for the root folder of a repository, so the portal cannot propose a file. Add the file yourself.`,
    );
  }
  return { ...found, branch: config.branch ?? mainBranch.name, path, signal };
}

/**
 * Reads what the import of a repository would add.
 *
 * @throws InputError with a sentence for the user if nothing can be added, BitbucketCloudError if Bitbucket fails
 */
export async function analyzeRepository(
  target: ImportTarget,
): Promise<BitbucketRepositoryAnalysis> {
  const { branch, context, path, repository } = target;
  const existingFiles = await findFiles(target);
  const known = await findKnownEntities(context, repository);
  const analysis = {
    repository: slugOf(repository),
    url: pageOf(repository),
    branch,
    path,
    existingFiles,
    knownEntities: known.map(each => stringifyEntityRef(each)),
  };
  if (existingFiles.length > 0) {
    return { ...analysis, owners: [] };
  }
  const owners = proposeOwners(
    await findOwnerFacts(context.catalog, {
      repository,
      codeOwners: await readOwnersFile(target),
      reviewers: await readReviewers(target),
      withoutFile: context.config.withoutFile,
    }),
  );
  return {
    ...analysis,
    ...(await findPullRequests(target)),
    owners,
    proposed: proposeEntity(repository, {
      ...createValuesOf(context.config.withoutFile)(repository),
      name: await chooseName(target, known),
      owner: owners[0]?.ref,
    }),
    pullRequestProblem: explainNoPullRequest(target),
  };
}

/** Returns why the portal cannot open a pull request, as a sentence for the user. */
export function explainNoPullRequest({
  branch,
  context,
  repository,
}: ImportTarget): string | undefined {
  const { branchName } = context.settings;
  return branchName === branch || branchName === repository.mainBranch?.name
    ? `The portal cannot open a pull request, because catalog.import.pullRequestBranchName is ${branchName}, the branch that the pull request would change. Ask an administrator of the portal, or add the file yourself.`
    : explainNoWriting(
        context.settings,
        context.canWrite,
        repository.workspace.slug,
      );
}

/** The files of paths with a star are those of the last run, which costs no calls. */
async function findFiles({
  branch,
  context,
  repository,
  signal,
}: ImportTarget): Promise<BitbucketRepositoryAnalysis['existingFiles']> {
  const { files: fixed } = context.config.catalogPaths;
  const { contents, problem } = await readCatalogFiles(
    context.reader,
    {
      repository,
      branch,
      paths: { files: fixed, patterns: [] },
      streak: new FailureStreak(0),
    },
    signal,
  );
  if (problem !== undefined) {
    throw new InputError(
      `The catalog files of ${slugOf(repository)} cannot be read: ${problem}`,
    );
  }
  const stored = await context.files.find([repository.uuid]);
  const paths = new Set([
    ...contents.keys(),
    ...stored.map(({ path }) => path).filter(path => !fixed.includes(path)),
  ]);
  return Promise.all(
    [...paths].map(async path => {
      const location = createLocation({ repository, branch, path });
      const url = targetOf({ repository, branch, path });
      const content = contents.get(path);
      const managed = await context.catalog.findByValues(MANAGED_BY, [
        `url:${url}`,
      ]);
      const missing = await context.locations.findMissing([location.entityRef]);
      return {
        url,
        isRegistered: missing.size === 0 || managed.length > 0,
        entities: (content === undefined ? managed : readExistingFile(content))
          .filter(({ kind }) => kind !== 'Location' || content !== undefined)
          .map(toNames),
      };
    }),
  );
}

function toNames({ kind, metadata }: Entity): JsonObject {
  const { name, namespace = 'default' } = metadata;
  return { kind, metadata: { name, namespace } };
}

async function findKnownEntities(
  { catalog }: ImportContext,
  repository: BitbucketRepository,
): Promise<Entity[]> {
  const field = `metadata.annotations.${BITBUCKET_REPO_UUID_ANNOTATION}`;
  const found = await catalog.findByValues(field, [repository.uuid]);
  return found.filter(
    each => each.kind !== 'Location' && isOfRepository(each, repository),
  );
}

/** Keeps the name of the Component that the provider created for the repository. */
async function chooseName(
  { context, repository, takenNames }: ImportTarget,
  known: readonly Entity[],
): Promise<string> {
  const own = known.find(({ kind }) => kind === 'Component');
  const name = nameOf(repository);
  const free = await context.locations.findMissing([componentRefOf(name)]);
  const isFree = free.size > 0 && !takenNames?.has(name);
  return own?.metadata.name ?? (isFree ? name : uniqueNameOf(repository, name));
}

async function readOwnersFile({
  branch,
  context,
  repository,
  signal,
}: ImportTarget): Promise<{ path: string; names: string[] } | undefined> {
  const { contents } = await readCatalogFiles(
    context.reader,
    {
      repository,
      branch,
      paths: { files: CODEOWNERS_PATHS, patterns: [] },
      streak: new FailureStreak(0),
    },
    signal,
  );
  const path = CODEOWNERS_PATHS.find(each => contents.has(each));
  return path === undefined
    ? undefined
    : { path, names: readCodeOwners(contents.get(path)!) };
}

function readReviewers({ context, repository, signal }: ImportTarget) {
  return unlessForbidden(
    () =>
      context.pullRequests.listDefaultReviewers(repository.uuid, { signal }),
    [],
  );
}

/** Returns the open pull request from the branch of the import, or the latest that was closed. */
export async function findPullRequests(
  target: ImportTarget,
): Promise<
  Pick<BitbucketRepositoryAnalysis, 'closedPullRequest' | 'openPullRequest'>
> {
  const { context, repository, signal } = target;
  const all = await unlessForbidden(
    () =>
      context.pullRequests.listOfBranch(
        repository.uuid,
        context.settings.branchName,
        { signal },
      ),
    [],
  );
  const open = all.find(({ state }) => state === 'OPEN');
  if (open) {
    const fileUrl = targetOf(target);
    return { openPullRequest: { url: open.url, fileUrl, existed: true } };
  }
  const [closed] = all;
  return closed
    ? { closedPullRequest: { url: closed.url, state: closed.state } }
    : {};
}

/** The credentials of a provider do not need the scope for pull requests. */
export async function unlessForbidden<T>(
  read: () => Promise<T>,
  otherwise: T,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (
      error instanceof BitbucketCloudError &&
      [401, 403, 404].includes(error.status ?? 0)
    ) {
      return otherwise;
    }
    throw error;
  }
}
