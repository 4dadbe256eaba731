import type { Site } from '../http/Site';
import type { Person, Repository } from '../model/types';
import type { PullRequest } from '../store/PullRequest';
import { apiUrlOf, condensedRepositoryBody } from './repositoryBodies';
import { condensedUserBody } from './userBodies';

/** The repositories of a pull request. */
export interface PullRequestEnds {
  /** Undefined if it was deleted. */
  source: Repository | undefined;
  destination: Repository;
}

/** Returns a pull request in a list, which has no reviewers. */
export function pullRequestBody(
  pullRequest: PullRequest,
  { source, destination }: PullRequestEnds,
  site: Site,
) {
  const { id, title, description, state, draft } = pullRequest;
  const self = `${apiUrlOf(destination, site)}/pullrequests/${id}`;
  const html = condensedRepositoryBody(destination, site).links.html.href;
  const link = (path: string) => ({ href: `${self}/${path}` });
  const endOf = (
    repository: Repository | undefined,
    { branch, hash }: { branch: string; hash: string },
  ) => ({
    branch: { name: branch },
    ...(repository
      ? {
          commit: { hash },
          repository: condensedRepositoryBody(repository, site),
        }
      : {}),
  });
  return {
    type: 'pullrequest',
    id,
    title,
    description,
    summary: { raw: description, markup: 'markdown', html: '' },
    state,
    draft,
    author: pullRequest.author.body,
    source: endOf(source, pullRequest.source),
    destination: endOf(destination, pullRequest.destination),
    ...(pullRequest.mergeCommit === undefined
      ? {}
      : {
          merge_commit: { hash: pullRequest.mergeCommit },
        }),
    ...(pullRequest.closedBy ? { closed_by: pullRequest.closedBy } : {}),
    reason: pullRequest.reason ?? '',
    close_source_branch: pullRequest.closeSourceBranch,
    comment_count: 0,
    task_count: 0,
    created_on: pullRequest.createdOn,
    updated_on: pullRequest.updatedOn,
    links: {
      self: { href: self },
      html: { href: `${html}/pull-requests/${id}` },
      commits: link('commits'),
      approve: link('approve'),
      diff: link('diff'),
      diffstat: link('diffstat'),
      comments: link('comments'),
      activity: link('activity'),
      merge: link('merge'),
      decline: link('decline'),
    },
  };
}

/** Returns the fields that only a single pull request has. */
export function reviewerFields(reviewers: Person[], site: Site) {
  const users = reviewers.map(person => condensedUserBody(person, site));
  return {
    reviewers: users,
    participants: users.map(user => ({
      type: 'participant',
      user,
      role: 'REVIEWER',
      approved: false,
    })),
  };
}
