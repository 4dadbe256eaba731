import { type EventsService } from '@backstage/plugin-events-node';
import {
  normalizeBitbucketUuid,
  readPullRequestEvent,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { z } from 'zod/v4';
import { type PullRequestEvent } from './changeList';
import { MAIN_BRANCHES } from '../pages/questions';
import { type RepositoryChanges } from './RepositoryChanges';

const TOPIC = 'bitbucketCloud.';
const PULL_REQUEST_EVENTS = [
  'created',
  'updated',
  'approved',
  'unapproved',
  'changes_request_created',
  'changes_request_removed',
  'fulfilled',
  'rejected',
  'comment_created',
  'comment_deleted',
].map(name => `pullrequest:${name}`);
/** Bitbucket sends no events of pipelines, but each pipeline sets the status of its commit. */
const PIPELINE_EVENTS = [
  'repo:commit_status_created',
  'repo:commit_status_updated',
];

const PUSH = 'repo:push';
/** The main branch or the name can have changed. */
const UPDATED = 'repo:updated';
/** The details of a pull request. */
const DETAILS = 'pull-request:*';

/** After these events, a repository belongs to another workspace, or does not exist. */
const LEAVING_EVENTS = ['repo:deleted', 'repo:transfer'];

const LONGEST_NAME = 300;
/** Of one pull request. Others see the change when their pages ask again. */
const MOST_PEOPLE = 100;

const accountSchema = z
  .object({ uuid: z.string().max(LONGEST_NAME) })
  .nullish()
  .catch(undefined);

const eventSchema = z.object({
  repository: z.object({
    // Answers are stored with it.
    full_name: z.string().max(LONGEST_NAME),
    uuid: z.string().max(LONGEST_NAME).optional().catch(undefined),
  }),
  actor: accountSchema,
  pullrequest: z
    .object({
      id: z.number().int(),
      author: accountSchema,
      reviewers: z.array(accountSchema).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  commit_status: z.object({ state: z.string() }).nullish().catch(undefined),
  changes: z
    .object({ full_name: z.object({ old: z.string().max(LONGEST_NAME) }) })
    .optional()
    .catch(undefined),
  previous_workspace: z
    .object({ slug: z.string().max(90) })
    .optional()
    .catch(undefined),
});

/** Returns the questions whose answers an event changes. A push changes which pull requests have conflicts. */
function questionsOf(
  key: string,
  { commit_status: status, pullrequest }: z.output<typeof eventSchema>,
): string[] {
  switch (key) {
    case PUSH:
      return [DETAILS];
    case UPDATED:
      return ['facts'];
    case 'pullrequest:fulfilled':
      return ['pull-requests:open', 'pull-requests:merged', DETAILS];
    case 'pullrequest:rejected':
      return ['pull-requests:open', 'pull-requests:declined', DETAILS];
    default:
  }
  if (key.startsWith('pullrequest:')) {
    return [
      'pull-requests:open',
      pullrequest ? `pull-request:${pullrequest.id}` : DETAILS,
    ];
  }
  // A pipeline that starts has not deployed yet.
  return status?.state === 'INPROGRESS'
    ? ['pipelines', 'steps:*', DETAILS]
    : ['pipelines', 'steps:*', 'environments', 'main-statuses', DETAILS];
}

/**
 * Notes which answers are out of date after an event of Bitbucket.
 *
 * @param baseUrls - of Bitbucket's pages, without trailing slashes. Pull requests of events have their pages there
 */
export async function followWebhooks(
  events: EventsService,
  changes: RepositoryChanges,
  baseUrls: readonly string[] = [],
): Promise<void> {
  await events.subscribe({
    id: 'bitbucket-cloud-pages-leaving',
    topics: LEAVING_EVENTS.map(key => `${TOPIC}${key}`),
    async onEvent({ eventPayload }) {
      const event = eventSchema.safeParse(eventPayload);
      if (!event.success) {
        return;
      }
      for (const repository of namesOf(event.data)) {
        await changes.noteLeaving(repository);
      }
      const { previous_workspace: previous, repository } = event.data;
      const [, slug] = repository.full_name.split('/');
      if (previous && slug) {
        await changes.noteMove(`${previous.slug}/${slug}`);
      }
    },
  });
  await events.subscribe({
    id: 'bitbucket-cloud-pages',
    topics: [...PULL_REQUEST_EVENTS, ...PIPELINE_EVENTS, PUSH, UPDATED].map(
      key => `${TOPIC}${key}`,
    ),
    async onEvent({ eventPayload, metadata, topic }) {
      const event = eventSchema.safeParse(eventPayload);
      if (!event.success) {
        return;
      }
      const key = topic.slice(TOPIC.length);
      const repository = event.data.repository.full_name;
      const questions = questionsOf(key, event.data);
      // A repeated attempt can be older than the state that the portal has read since.
      const pullRequest =
        Number(metadata?.['x-attempt-number'] ?? 1) > 1
          ? undefined
          : readPullRequest(eventPayload, { repository, baseUrls });
      await (pullRequest
        ? changes.note(repository, questions, { key, pullRequest })
        : changes.note(repository, questions));
      await changes.notePeople(peopleOf(event.data));
      if (key === UPDATED) {
        const [workspace] = repository.split('/');
        await changes.note(`${workspace}/*`, [MAIN_BRANCHES]);
        const former = event.data.changes?.full_name.old;
        if (former) {
          // Events contain the new name from now on.
          await changes.noteRename(former, event.data.repository.uuid);
        }
      }
    },
  });
}

/** Returns whose home page can change: the one who did it, the author and the reviewers of the pull request. */
function peopleOf({
  actor,
  pullrequest,
}: z.output<typeof eventSchema>): string[] {
  const accounts = [
    actor,
    pullrequest?.author,
    ...(pullrequest?.reviewers ?? []),
  ];
  const uuids = accounts.flatMap(account =>
    account ? [normalizeBitbucketUuid(account.uuid)] : [],
  );
  return [...new Set(uuids)].slice(0, MOST_PEOPLE);
}

/** Returns undefined if the event does not contain a whole pull request. */
function readPullRequest(
  payload: unknown,
  place: { repository: string; baseUrls: readonly string[] },
): PullRequestEvent['pullRequest'] | undefined {
  const { baseUrls, repository } = place;
  for (const baseUrl of new Set(baseUrls)) {
    const page = `${baseUrl}/${repository}`;
    const pullRequest = readPullRequestEvent(payload, { page, repository });
    if (pullRequest) {
      return pullRequest;
    }
  }
  return undefined;
}

/** Returns the present names of a repository, and those in the workspace that it left. */
function namesOf({
  previous_workspace: previous,
  repository: { full_name: name, uuid },
}: z.output<typeof eventSchema>): string[] {
  const [workspace, slug] = name.split('/');
  return [workspace, previous?.slug].flatMap(each =>
    each
      ? // The name by the uuid is stored, too.
        [slug, uuid].flatMap(id => (id ? [`${each}/${id}`] : []))
      : [],
  );
}
