import { type EventsService } from '@backstage/plugin-events-node';
import { z } from 'zod/v4';
import { QUESTIONS } from '../pages/questions';
import { type RepositoryChanges } from './RepositoryChanges';

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

/** After these events, a repository belongs to another workspace, or does not exist. */
const LEAVING_EVENTS = ['repo:deleted', 'repo:transfer'];

const eventSchema = z.object({
  repository: z.object({ full_name: z.string() }),
  previous_workspace: z
    .object({ slug: z.string() })
    .optional()
    .catch(undefined),
});

/** Notes which answers are out of date after an event of Bitbucket. */
export async function followWebhooks(
  events: EventsService,
  changes: RepositoryChanges,
): Promise<void> {
  await events.subscribe({
    id: 'bitbucket-cloud-pages-leaving',
    topics: LEAVING_EVENTS.map(key => `bitbucketCloud.${key}`),
    async onEvent({ eventPayload }) {
      const event = eventSchema.safeParse(eventPayload);
      for (const repository of event.success ? namesOf(event.data) : []) {
        await changes.noteLeaving(repository);
      }
    },
  });
  const questionsByTopic = new Map<string, readonly string[]>([
    ...PULL_REQUEST_EVENTS.map(
      key => [`bitbucketCloud.${key}`, QUESTIONS.pullRequests] as const,
    ),
    ...PIPELINE_EVENTS.map(
      key => [`bitbucketCloud.${key}`, QUESTIONS.pipelines] as const,
    ),
    ['bitbucketCloud.repo:push', QUESTIONS.conflicts],
    // The main branch can have changed.
    ['bitbucketCloud.repo:updated', QUESTIONS.facts],
  ]);
  await events.subscribe({
    id: 'bitbucket-cloud-pages',
    topics: [...questionsByTopic.keys()],
    async onEvent({ eventPayload, topic }) {
      const event = eventSchema.safeParse(eventPayload);
      if (event.success) {
        await changes.note(
          event.data.repository.full_name,
          questionsByTopic.get(topic) ?? [],
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
