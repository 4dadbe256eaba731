import type { Site } from '../http/Site';
import { condensedUserBody } from '../rest/bodies';
import { commitBody, condensedRepositoryBody } from '../rest/repositoryBodies';
import { condensedWorkspaceBody } from '../rest/workspaceBodies';
import type { Person, Repository, Workspace } from '../model/types';
import type { Commit, Pushed } from '../store/Repositories';

/**
 * The body of the event `repo:push`.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Push
 */
export function pushPayload(
  repository: Repository,
  workspace: Workspace,
  branch: string,
  { before, after }: Pushed,
  author: Person,
  site: Site,
): object {
  const { links } = condensedRepositoryBody(repository, site);
  const html = links.html.href;
  const tell = (commit: Commit) => commitBody(repository, commit, author, site);
  const refOf = (commit: Commit | undefined) =>
    // Bitbucket returns null for a branch that did not exist before.
    commit ? { type: 'branch', name: branch, target: tell(commit) } : null;
  const range = before ? `${after.hash}..${before.hash}` : after.hash;
  return {
    actor: condensedUserBody(author, site),
    repository: {
      ...condensedRepositoryBody(repository, site),
      is_private: repository.is_private ?? true,
      workspace: condensedWorkspaceBody(workspace, site),
    },
    push: {
      changes: [
        {
          old: refOf(before),
          new: refOf(after),
          created: before === undefined,
          closed: false,
          forced: false,
          commits: [tell(after)],
          truncated: false,
          links: {
            html: { href: `${html}/branches/compare/${range}` },
            commits: {
              href: `${links.self.href}/commits?include=${after.hash}`,
            },
            diff: { href: `${links.self.href}/diff/${range}` },
          },
        },
      ],
    },
  };
}
