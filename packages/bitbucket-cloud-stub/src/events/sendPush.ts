import type { Actor } from '../bodies/Actor';
import { condensedRepositoryBody } from '../bodies/repositoryBodies';
import type { WebhookDelivery } from '../hooks/Deliveries';
import type { Repository } from '../model/types';
import type { Commit } from '../store/Commit';
import { describeCommit } from './repositoryResource';
import { sendEvent, type EventContext } from './sendEvent';
import { updatePullRequests } from './updatePullRequests';

/** A changed branch. */
export interface BranchChange {
  branch: string;
  /** Undefined for a new branch. */
  before: Commit | undefined;
  /** Undefined for a removed branch. */
  after: Commit | undefined;
}

const MOST_COMMITS = 5;

/**
 * Sends the event `repo:push`, and `pullrequest:updated` for the open pull requests from the branches.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Push
 */
export function sendPush(
  context: EventContext,
  repository: Repository,
  changes: readonly BranchChange[],
  actor: Actor,
): Promise<WebhookDelivery[]> {
  for (const { branch, after } of changes) {
    if (after) {
      const { hash } = after;
      updatePullRequests(context, repository, { branch, hash, actor });
    }
  }
  return sendEvent(context, repository, {
    key: 'repo:push',
    actor,
    more: {
      push: {
        changes: changes.map(each => describe(context, repository, each)),
      },
    },
  });
}

function describe(
  context: EventContext,
  repository: Repository,
  { branch, before, after }: BranchChange,
): object {
  const { repositories } = context.store;
  const { links } = condensedRepositoryBody(repository, context.site);
  const html = links.html.href;
  const tell = (commit: Commit) => describeCommit(context, repository, commit);
  // Bitbucket returns null for a branch that did not exist before, or does not exist after.
  const refOf = (commit: Commit | undefined) =>
    commit ? { type: 'branch', name: branch, target: tell(commit) } : null;
  const others = repositories
    .branchesOf(repository)
    .filter(([name]) => name !== branch)
    .map(([, commit]) => commit);
  const known = before ? [before, ...others] : others;
  const commits = after
    ? repositories.commitsOf(repository, [after], known)
    : [];
  const isForced =
    before !== undefined &&
    after !== undefined &&
    !repositories.commitsOf(repository, [after]).includes(before);
  const range =
    before && after
      ? `${after.hash}..${before.hash}`
      : (after ?? before)?.hash ?? '';
  return {
    old: refOf(before),
    new: refOf(after),
    created: before === undefined,
    closed: after === undefined,
    forced: isForced,
    commits: commits.slice(0, MOST_COMMITS).map(tell),
    truncated: commits.length > MOST_COMMITS,
    links: {
      html: { href: `${html}/branches/compare/${range}` },
      commits: { href: `${links.self.href}/commits?include=${after?.hash}` },
      diff: { href: `${links.self.href}/diff/${range}` },
    },
  };
}
