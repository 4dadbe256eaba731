import type { Repository } from '../model/types';
import type { PullRequest } from '../store/PullRequest';
import { accountBody } from './accountBody';
import { renderText } from './renderText';
import { apiUrlOf, condensedRepositoryBody } from './repositoryBodies';
import { condensedUserBody } from './userBodies';
import type { Resources } from './Resources';

/** The repositories of a pull request. */
export interface PullRequestEnds {
  /** Undefined if it was deleted. */
  source: Repository | undefined;
  destination: Repository;
}

/** Returns a pull request as part of another resource. */
export function condensedPullRequestBody(
  { id, title }: Pick<PullRequest, 'id' | 'title'>,
  destination: Repository,
  { site }: Pick<Resources, 'site'>,
) {
  const html = condensedRepositoryBody(destination, site).links.html.href;
  return {
    type: 'pullrequest',
    id,
    title,
    links: {
      self: { href: `${apiUrlOf(destination, site)}/pullrequests/${id}` },
      html: { href: `${html}/pull-requests/${id}` },
    },
  };
}

/** Returns a pull request in a list, which has no reviewers. */
export function pullRequestBody(
  pullRequest: PullRequest,
  { source, destination }: PullRequestEnds,
  context: Resources,
) {
  const { site } = context;
  const { links } = condensedPullRequestBody(pullRequest, destination, context);
  const { id, title, description, state, draft, reason = '' } = pullRequest;
  const link = (path: string) => ({ href: `${links.self.href}/${path}` });
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
    summary: renderText(description),
    state,
    draft,
    author: accountBody(context, pullRequest.author),
    source: endOf(source, pullRequest.source),
    destination: endOf(destination, pullRequest.destination),
    ...(pullRequest.mergeCommit === undefined
      ? {}
      : { merge_commit: { hash: pullRequest.mergeCommit } }),
    ...(pullRequest.closedBy
      ? { closed_by: accountBody(context, pullRequest.closedBy) }
      : {}),
    reason,
    close_source_branch: pullRequest.closeSourceBranch,
    comment_count: pullRequest.comments.filter(each => !each.isDeleted).length,
    task_count: pullRequest.tasks.filter(each => !each.resolution).length,
    created_on: pullRequest.createdOn,
    updated_on: pullRequest.updatedOn,
    links: {
      ...links,
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
export function reviewerFields(pullRequest: PullRequest, context: Resources) {
  const { store, site } = context;
  const reviewers = pullRequest.reviewers.flatMap(
    id => store.findPerson(id) ?? [],
  );
  return {
    rendered: {
      title: renderText(pullRequest.title),
      description: renderText(pullRequest.description),
      reason: renderText(pullRequest.reason ?? ''),
    },
    reviewers: reviewers.map(person => condensedUserBody(person, site)),
    participants: participantBodies(pullRequest, context),
  };
}

/** Returns the participants: the reviewers, and others who reviewed or commented. */
export function participantBodies(
  { author, reviewers, reviews, comments }: PullRequest,
  context: Resources,
) {
  const others = [...reviews, ...comments]
    .filter(({ account }) => account.uuid !== author.uuid)
    .map(({ account }) => account);
  const all = new Map(
    [...reviewers.map(uuid => ({ uuid })), ...others].map(each => [
      each.uuid,
      each,
    ]),
  );
  return [...all.values()].map(account => {
    const { uuid } = account;
    const review = reviews.find(each => each.account.uuid === uuid);
    const comment = comments.findLast(each => each.account.uuid === uuid);
    return {
      type: 'participant',
      user: accountBody(context, account),
      role: reviewers.includes(uuid) ? 'REVIEWER' : 'PARTICIPANT',
      approved: review?.state === 'approved',
      state: review?.state ?? null,
      participated_on: review?.date ?? comment?.createdOn ?? null,
    };
  });
}
