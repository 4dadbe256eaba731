import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  reloadRepository,
  updateOneRepository,
} from '../run/updateOneRepository';
import { type RunContext } from '../run/RunContext';
import { type SeenRepository } from '../store/SeenRepositories';
import {
  type BranchChange,
  type RepositoryOfEvent,
  type WebhookEvent,
} from './readWebhookEvent';

/**
 * Updates the repository of an event. A push to the branch of the catalog files costs one call for each
 * path. Other pushes cost no call.
 *
 * @returns whether the event concerned this provider
 */
export async function handleWebhookEvent(
  context: RunContext,
  event: WebhookEvent,
): Promise<boolean> {
  const { seen } = context;
  const { uuid } = event.repository;
  const known = (await seen.find([uuid])).get(uuid);
  if (!known && !(await isOfWorkspace(context, event.repository))) {
    return false;
  }
  const { branches } = event;
  if (branches && known?.repository.mainBranch) {
    return handlePush(context, known, branches);
  }
  // The first push to an empty repository also ends here.
  await reloadRepository(context, uuid, known);
  return true;
}

async function handlePush(
  context: RunContext,
  known: SeenRepository,
  branches: ReadonlyMap<string, BranchChange>,
): Promise<boolean> {
  const { repository } = known;
  const main = repository.mainBranch!;
  const branch = context.config.branch ?? main.name;
  const change = branches.get(branch);
  if (change === undefined) {
    return false;
  }
  const { hash, previousHash } = change;
  const last = branch === main.name ? main.hash : hashOf(repository.updatedOn);
  if (last === hash) {
    return true;
  }
  if (last !== undefined && last !== previousHash) {
    // Events can be lost, or arrive late and in another order.
    await reloadRepository(context, repository.uuid, known);
    return true;
  }
  const askedAt = Date.now();
  await updateOneRepository(
    context,
    {
      ...repository,
      mainBranch: branch === main.name ? { ...main, hash } : main,
      updatedOn: hash,
    },
    askedAt,
  );
  return true;
}

/** The last event of a branch that is not the main branch stored its hash in place of a time. */
function hashOf(updatedOn: string | undefined): string | undefined {
  return /^[0-9a-f]{7,64}$/i.test(updatedOn ?? '') ? updatedOn : undefined;
}

/** Rejects events of other workspaces and of excluded repositories without a call to Bitbucket. */
async function isOfWorkspace(
  { config, isWanted, seen }: RunContext,
  repository: RepositoryOfEvent,
): Promise<boolean> {
  const { workspace } = repository;
  const known = await seen.anyWorkspace();
  const isSame =
    workspace &&
    (known === undefined
      ? [workspace.slug, workspace.uuid].includes(
          config.workspace.toLowerCase(),
        )
      : workspace.uuid === known);
  const hasLanguages =
    config.filters.include.languages ?? config.filters.exclude.languages;
  return Boolean(
    isSame && (hasLanguages || isWanted(toRepository(repository, workspace))),
  );
}

function toRepository(
  event: RepositoryOfEvent,
  workspace: BitbucketRepository['workspace'],
): BitbucketRepository {
  return {
    uuid: event.uuid,
    slug: event.full_name.split('/').at(-1)!,
    isPrivate: event.is_private !== false,
    isFork: false,
    workspace,
    project: event.project ?? undefined,
  };
}
