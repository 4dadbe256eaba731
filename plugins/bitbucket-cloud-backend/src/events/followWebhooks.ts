import { type EventsService } from '@backstage/plugin-events-node';
import { z } from 'zod/v4';
import { QUESTIONS } from '../pages/WorkspacePages';
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

const eventSchema = z.object({
  repository: z.object({ full_name: z.string() }),
});

/** Notes which answers are out of date after an event of Bitbucket. */
export async function followWebhooks(
  events: EventsService,
  changes: RepositoryChanges,
): Promise<void> {
  const questionsByTopic = new Map<string, readonly string[]>([
    ...PULL_REQUEST_EVENTS.map(
      key => [`bitbucketCloud.${key}`, QUESTIONS.pullRequests] as const,
    ),
    ...PIPELINE_EVENTS.map(
      key => [`bitbucketCloud.${key}`, QUESTIONS.pipelines] as const,
    ),
    ['bitbucketCloud.repo:push', QUESTIONS.conflicts],
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
