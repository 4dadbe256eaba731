import { z } from 'zod/v4';
import { accountOf } from '../../../bodies/Actor';
import type { Person, Repository } from '../../../model/types';
import { mainBranchOf } from '../../../store/LiveRepository';
import type { PullRequest } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';

const branch = z.object({ branch: z.object({ name: z.string().min(1) }) });

// Read-only fields are ignored.
const fieldsSchema = z.object({
  title: z.string().trim().min(1, 'must not be empty').max(255),
  description: z.string().nullish(),
  summary: z.object({ raw: z.string().nullish() }).nullish(),
  destination: branch.nullish(),
  reviewers: z
    .array(
      z.object({
        uuid: z.string().optional(),
        account_id: z.string().optional(),
      }),
    )
    .nullish(),
  close_source_branch: z.boolean().optional(),
  draft: z.boolean().optional(),
});

/** The fields of a new pull request. */
export const creationSchema = fieldsSchema.extend({
  source: branch.extend({
    repository: z
      .object({ full_name: z.string().optional(), uuid: z.string().optional() })
      .optional(),
  }),
});

/** The fields that a change of a pull request can contain. */
export const changeSchema = fieldsSchema.partial();

/** The fields of a decline. The documented operation has no body; the website sends a reason. */
export const declineSchema = z.object({ reason: z.string().optional() });

/** The fields of a merge. */
export const mergeSchema = z.object({
  type: z.string(),
  message: z.string().optional(),
  close_source_branch: z.boolean().optional(),
  merge_strategy: z
    .enum([
      'merge_commit',
      'squash',
      'fast_forward',
      'squash_fast_forward',
      'rebase_fast_forward',
      'rebase_merge',
    ])
    .optional(),
});

/**
 * Returns a new pull request. Like Bitbucket, returns the open one between the same branches with the new
 * fields, if there is one.
 */
export function createPullRequest(
  call: Call,
  repository: Repository,
  fields: z.infer<typeof creationSchema>,
): { pullRequest: PullRequest; isNew: boolean } {
  const { repositories } = call.context.store;
  const from = findSource(call, repository, fields.source.repository);
  const { name } = fields.source.branch;
  const source = repositories.findBranch(from, name);
  if (!source) {
    throw invalid(`source: the branch "${name}" does not exist`);
  }
  const to = fields.destination?.branch.name ?? mainBranchOf(repository);
  const all = repositories.pullRequestsOf(repository);
  const existing = all.find(
    each =>
      each.state === 'OPEN' &&
      each.source.repository === from.uuid &&
      each.source.branch === name &&
      each.destination.branch === to,
  );
  const start: PullRequest = existing ?? {
    id: all.length + 1,
    title: fields.title,
    description: '',
    state: 'OPEN',
    draft: false,
    author: accountOf(call.actor),
    source: { repository: from.uuid, branch: name, hash: source.hash },
    destination: { branch: to, hash: '' },
    reviewers: [],
    reviews: [],
    comments: [],
    tasks: [],
    updates: [],
    closeSourceBranch: false,
    createdOn: call.now,
    updatedOn: call.now,
  };
  const pullRequest = applyFields(call, [repository, start], fields);
  const { hash } = pullRequest.destination;
  const destination = repositories.findCommit(repository, hash)!;
  if (repositories.commitsOf(from, [source], [destination]).length === 0) {
    throw new RestError(400, 'There are no changes to be pulled');
  }
  return { pullRequest, isNew: existing === undefined };
}

/** Returns a pull request with the changed fields. */
export function applyFields(
  call: Call,
  [repository, before]: [Repository, PullRequest],
  fields: z.infer<typeof changeSchema>,
): PullRequest {
  const { repositories } = call.context.store;
  const to = fields.destination?.branch.name ?? before.destination.branch;
  const destination = repositories.findBranch(repository, to);
  if (!destination) {
    throw invalid(`destination: the branch "${to}" does not exist`);
  }
  return {
    ...before,
    title: fields.title ?? before.title,
    description:
      fields.description ?? fields.summary?.raw ?? before.description,
    draft: fields.draft ?? before.draft,
    closeSourceBranch: fields.close_source_branch ?? before.closeSourceBranch,
    destination: { branch: to, hash: destination.hash },
    reviewers: fields.reviewers
      ? fields.reviewers.map(({ uuid, account_id: accountId }) =>
          findReviewer(call, [repository, before], uuid ?? accountId ?? ''),
        )
      : before.reviewers,
    updatedOn: call.now,
  };
}

function findSource(
  call: Call,
  repository: Repository,
  wanted: { full_name?: string; uuid?: string } | undefined,
): Repository {
  const { repositories } = call.context.store;
  const [workspace, slug] = (wanted?.full_name ?? '').split('/');
  const found = wanted
    ? repositories.findByUuid(wanted.uuid ?? '') ??
      repositories.find(workspace, slug)
    : repository;
  const isRelated =
    found && [found.uuid, found.parent].includes(repository.uuid);
  if (!isRelated || !call.seesRepository(found)) {
    throw invalid('source: the repository is not a fork of this repository');
  }
  return found;
}

function findReviewer(
  { context }: Call,
  [repository, { author }]: [Repository, PullRequest],
  id: string,
): string {
  const person: Person | undefined = context.store.findPerson(id);
  if (!person || person.removed || person.username === id) {
    throw new RestError(400, 'Malformed reviewers list');
  }
  if (!Object.hasOwn(person.workspaces, repository.workspace)) {
    throw new RestError(
      400,
      `${person.display_name} is not a member of this workspace and cannot be added to this pull request`,
    );
  }
  if (person.uuid === author.uuid) {
    throw new RestError(
      400,
      `${person.display_name} is the author and cannot be included as a reviewer.`,
    );
  }
  return person.uuid;
}

function invalid(detail: string): RestError {
  return new RestError(400, 'Bad request', { detail });
}
