import { type BitbucketImportPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BitbucketCloudError,
  type BitbucketCreatedPullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ConflictError, NotAllowedError } from '@backstage/errors';
import { slugOf, targetOf } from '../model/locationEntity';
import {
  explainNoPullRequest,
  findPullRequests,
  type ImportTarget,
} from './analyzeRepository';

/** What a pull request of the import contains. */
export interface PullRequestContent {
  /** The catalog file. */
  content: string;
  title: string;
  /** Markdown. */
  description: string;
}

/**
 * Commits the catalog file to the branch of the import, and opens a pull request. It can be repeated: an open pull request
 * is returned, and a branch with the same file is used.
 *
 * @throws NotAllowedError if the portal cannot write, ConflictError if the repository has changed; BitbucketCloudError if
 * Bitbucket fails
 */
export async function openPullRequest(
  target: ImportTarget,
  { content, description, title }: PullRequestContent,
): Promise<BitbucketImportPullRequest> {
  const { branch, context, path, repository, signal } = target;
  const { branchName } = context.settings;
  const problem = explainNoPullRequest(target);
  if (problem !== undefined) {
    throw new NotAllowedError(problem);
  }
  const { uuid } = repository;
  const { pullRequests, reader } = context;
  const tip = await reader.getBranchHash(uuid, branch, { signal });
  if (tip === undefined) {
    throw new ConflictError(
      `The repository ${slugOf(repository)} has no branch ${branch}.`,
    );
  }
  const existing = await reader.readFile(uuid, { ref: tip, path }, { signal });
  if (existing !== undefined) {
    throw new ConflictError(
      `The branch ${branch} of ${slugOf(
        repository,
      )} contains ${path} now. Analyze the repository again.`,
    );
  }
  const { openPullRequest: open } = await findPullRequests(target);
  if (open) {
    return open;
  }
  const left = await reader.getBranchHash(uuid, branchName, { signal });
  if (left === undefined) {
    const message = title;
    await pullRequests.commitFile(
      uuid,
      { branch: branchName, parent: tip, message, path, content },
      { signal },
    );
  } else {
    const ref = { ref: left, path };
    const before = await reader.readFile(uuid, ref, { signal });
    // Otherwise, the pull request of the portal would contain changes of the author of the branch.
    const changed = await reader.listChangedPaths(
      uuid,
      { branch: left, base: tip },
      { signal },
    );
    if (before !== content || changed.some(each => each !== path)) {
      throw new ConflictError(
        `The repository ${slugOf(
          repository,
        )} has a branch ${branchName} without an open pull request, and with another ${path} or other changes. Delete the branch at Bitbucket, or open a pull request from it.`,
      );
    }
  }
  const created: BitbucketCreatedPullRequest =
    await pullRequests.createPullRequest(
      uuid,
      { title, description, source: branchName, destination: branch },
      { signal },
    );
  return { url: created.url, fileUrl: targetOf(target), existed: false };
}

/** Returns a sentence for the user about an error of Bitbucket while writing, or undefined for another error. */
export function explainWriteFailure(error: unknown): string | undefined {
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { message, requiredScopes, status } = error;
  if (status === 401 || error.code === 'unauthorized_client') {
    return `${message}. The credentials under integrations.bitbucketCloud are not valid any more. Ask an administrator of the portal.`;
  }
  if (status === 403 || status === 404) {
    const scopes = requiredScopes?.length
      ? `they lack the scopes ${requiredScopes.join(', ')}`
      : 'they cannot write to this repository, or the branch is restricted';
    return `${message}. Check the credentials under integrations.bitbucketCloud: ${scopes}.`;
  }
  if (status === 400) {
    return `${message}. The repository may have changed in the meantime. Try again.`;
  }
  return `${message}. Try again later.`;
}
