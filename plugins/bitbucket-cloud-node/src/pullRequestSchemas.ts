import {
  type BitbucketPerson,
  type BitbucketPullRequest,
  type BitbucketPullRequestState,
  type BitbucketReviewer,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { z } from 'zod/v4';
import { pageSchema, UUID_IN_BRACES } from './schemas';
import { normalizeBitbucketUuid } from './uuid';

/** The account of a person or of a program; null after the account was deleted. */
export const personSchema = z
  .object({
    uuid: z.string().regex(UUID_IN_BRACES).nullish().catch(undefined),
    display_name: z.string().nullish(),
    nickname: z.string().nullish(),
  })
  .nullish();

const endSchema = z
  .object({
    branch: z.object({ name: z.string().nullish() }).nullish(),
    commit: z.object({ hash: z.string().nullish() }).nullish(),
  })
  .nullish();

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/#api-repositories-workspace-repo-slug-pullrequests-get */
export const pullRequestSchema = z.object({
  id: z.number().int().positive(),
  title: z.string(),
  state: z.enum(['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED']),
  draft: z.boolean().nullish(),
  author: personSchema,
  participants: z
    .array(
      z.object({
        user: personSchema,
        role: z.string().nullish(),
        approved: z.boolean().nullish(),
        state: z.string().nullish(),
      }),
    )
    .nullish(),
  source: endSchema,
  destination: endSchema,
  comment_count: z.number().nullish(),
  task_count: z.number().nullish(),
  created_on: z.string(),
  updated_on: z.string(),
});

export const pullRequestPageSchema = pageSchema(pullRequestSchema);

/** The fields of {@link pullRequestSchema}, for the parameter `fields`. */
export const PULL_REQUEST_FIELDS = [
  ...['id', 'title', 'state', 'draft', 'created_on', 'updated_on'],
  ...['comment_count', 'task_count'],
  ...fieldsOf('author'),
  ...fieldsOf('participants.user'),
  ...['role', 'approved', 'state'].map(name => `participants.${name}`),
  ...['source', 'destination'].flatMap(end => [
    `${end}.branch.name`,
    `${end}.commit.hash`,
  ]),
];

/** The fields of {@link personSchema}. */
export function fieldsOf(person: string): string[] {
  return ['uuid', 'display_name', 'nickname'].map(name => `${person}.${name}`);
}

export function toPerson(
  account: z.output<typeof personSchema>,
): BitbucketPerson | undefined {
  return (
    (account && {
      uuid: account.uuid ? normalizeBitbucketUuid(account.uuid) : undefined,
      name: account.display_name || account.nickname || 'Unknown',
    }) ??
    undefined
  );
}

export function toPullRequest(
  body: z.output<typeof pullRequestSchema>,
  { page, repository }: { page: string; repository: string },
): BitbucketPullRequest {
  return {
    repository,
    id: body.id,
    title: body.title,
    url: `${page}/pull-requests/${body.id}`,
    state: stateOf(body),
    author: toPerson(body.author),
    reviewers: (body.participants ?? []).flatMap(toReviewer),
    sourceBranch: body.source?.branch?.name ?? undefined,
    sourceCommit: body.source?.commit?.hash ?? undefined,
    targetBranch: body.destination?.branch?.name ?? undefined,
    createdAt: body.created_on,
    updatedAt: body.updated_on,
    comments: body.comment_count ?? 0,
    tasks: body.task_count ?? 0,
  };
}

const CLOSED_STATES = {
  MERGED: 'merged',
  DECLINED: 'declined',
  SUPERSEDED: 'superseded',
} as const;

function stateOf({
  draft,
  state,
}: z.output<typeof pullRequestSchema>): BitbucketPullRequestState {
  if (state !== 'OPEN') {
    return CLOSED_STATES[state];
  }
  return draft ? 'draft' : 'open';
}

type Participant = NonNullable<
  z.output<typeof pullRequestSchema>['participants']
>[number];

/** People who only commented are participants, too. */
function toReviewer({
  approved,
  role,
  state,
  user,
}: Participant): BitbucketReviewer[] {
  const person = toPerson(user);
  if (!person || role !== 'REVIEWER') {
    return [];
  }
  return [{ ...person, review: reviewOf(approved, state) }];
}

function reviewOf(
  approved: Participant['approved'],
  state: Participant['state'],
): BitbucketReviewer['review'] {
  if (approved || state === 'approved') {
    return 'approved';
  }
  return state === 'changes_requested' ? 'changes requested' : 'waiting';
}
