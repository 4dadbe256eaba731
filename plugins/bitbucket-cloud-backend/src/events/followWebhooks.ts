import { type EventsService } from '@backstage/plugin-events-node';
import { z } from 'zod/v4';
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
/** The main branch can have changed. */
const UPDATED = 'repo:updated';
/** The details of a pull request. */
const DETAILS = 'pull-request:*';

/** After these events, a repository belongs to another workspace, or does not exist. */
const LEAVING_EVENTS = ['repo:deleted', 'repo:transfer'];

const eventSchema = z.object({
  repository: z.object({ full_name: z.string() }),
  commit_status: z.object({ state: z.string() }).nullish().catch(undefined),
  previous_workspace: z
    .object({ slug: z.string() })
    .optional()
    .catch(undefined),
});

/** Returns the questions whose answers an event changes. A push changes which pull requests have conflicts. */
function questionsOf(
  key: string,
  { commit_status: status }: z.output<typeof eventSchema>,
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
    return ['pull-requests:open', DETAILS];
  }
  // A pipeline that starts has not deployed yet.
  return status?.state === 'INPROGRESS'
    ? ['pipelines', 'steps:*', DETAILS]
    : ['pipelines', 'steps:*', 'environments', 'main-statuses', DETAILS];
}

/** Notes which answers are out of date after an event of Bitbucket. */
export async function followWebhooks(
  events: EventsService,
  changes: RepositoryChanges,
): Promise<void> {
  await events.subscribe({
    id: 'bitbucket-cloud-pages-leaving',
    topics: LEAVING_EVENTS.map(key => `${TOPIC}${key}`),
    async onEvent({ eventPayload }) {
      const event = eventSchema.safeParse(eventPayload);
      for (const repository of event.success ? namesOf(event.data) : []) {
        await changes.noteLeaving(repository);
      }
    },
  });
  await events.subscribe({
    id: 'bitbucket-cloud-pages',
    topics: [...PULL_REQUEST_EVENTS, ...PIPELINE_EVENTS, PUSH, UPDATED].map(
      key => `${TOPIC}${key}`,
    ),
    async onEvent({ eventPayload, topic }) {
      const event = eventSchema.safeParse(eventPayload);
      if (event.success) {
        await changes.note(
          event.data.repository.full_name,
          questionsOf(topic.slice(TOPIC.length), event.data),
        );
      }
    },
  });
}

/** Returns the present name of a repository, and the one in the workspace that it left. */
function namesOf({
  previous_workspace: previous,
  repository: { full_name: name },
}: z.output<typeof eventSchema>): string[] {
  const slug = name.slice(name.indexOf('/') + 1);
  return [name, ...(previous ? [`${previous.slug}/${slug}`] : [])];
}
