import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { pageOf, slugOf, targetOf } from '../model/locationEntity';
import { readCatalogFiles } from '../read/readCatalogFiles';
import { type FileAddress } from '../store/CatalogFiles';
import { type SeenRepository } from '../store/SeenRepositories';
import { type RunContext } from './RunContext';
import { versionOf } from './versionOf';

/** A repository and the catalog files that it has now. */
export interface RepositoryState extends SeenRepository {
  branch: string | undefined;
  isUnchanged: boolean;
  isUnreadable: boolean;
  paths: string[];
}

/** Reads one repository if it changed, and stores the contents of its files. */
export async function updateFiles(
  context: RunContext,
  of: {
    repository: BitbucketRepository;
    askedAt: number;
    before: SeenRepository | undefined;
    stored: FileAddress[];
    /** Whether the repository can have changed so recently that not all servers of Bitbucket know it. */
    isRecent(repository: BitbucketRepository): boolean;
    onChange(target: string): void;
  },
): Promise<RepositoryState> {
  const { client, config, files, logger, signal, streak } = context;
  const { askedAt, before, repository, stored } = of;
  const { catalogPaths: paths } = config;
  stored
    .filter(({ slug }) => slug !== slugOf(repository))
    .forEach(({ slug }) => context.leftAddresses?.set(slug, repository.uuid));
  const branch =
    repository.mainBranch && (config.branch ?? repository.mainBranch.name);
  const version = versionOf(repository, config);
  const state = {
    askedAt,
    branch,
    isUnchanged: false,
    isUnreadable: false,
    repository,
    version,
  };
  if (branch === undefined) {
    return { ...state, isUnchanged: before?.version === version, paths: [] };
  }
  const moveStored = async () => {
    for (const file of stored) {
      const target = targetOf({ repository, branch, path: file.path });
      if (target !== file.target) {
        await files.move({
          ...file,
          slug: slugOf(repository),
          target,
          readAt: askedAt,
        });
      }
    }
  };
  if (before?.version === version) {
    await moveStored();
    const isRenamed = slugOf(before.repository) !== slugOf(repository);
    return {
      ...state,
      // A renamed repository is stored again.
      isUnchanged: !isRenamed,
      paths: stored.map(({ path }) => path),
    };
  }

  const { contents, problem } = await readCatalogFiles(
    client,
    {
      repository,
      branch,
      paths,
      streak,
      stored: stored.map(({ path }) => path),
    },
    signal,
  );
  if (problem !== undefined) {
    logger.warn(
      `Bitbucket repositories ${config.id}: the catalog files of ${slugOf(
        repository,
      )} could not be read, so they stay as they are: ${problem}`,
    );
    context.problems?.add({
      subject: slugOf(repository),
      url: pageOf(repository),
      message: `The catalog files could not be read, so they stay as they are: ${problem}`,
    });
    await moveStored();
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
    if (
      await files.save({ uuid, path, slug, target, content, readAt: askedAt })
    ) {
      of.onChange(target);
    }
  }
  return {
    ...state,
    // The next run reads it again.
    version: contents.size === 0 && of.isRecent(repository) ? '' : version,
    paths: [...contents.keys()],
  };
}
