import { normalizeBitbucketUuid } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type EventParams } from '@backstage/plugin-events-node';
import { z } from 'zod/v4';

const PUSH = 'repo:push';

/** Events after which the address, the project or the existence of a repository can differ. */
const RELOADING = [
  'repo:created',
  'repo:deleted',
  'repo:imported',
  'repo:transfer',
  'repo:updated',
];

/** The topics of the events that {@link readWebhookEvent} reads. */
export const TOPICS = [PUSH, ...RELOADING].map(key => `bitbucketCloud.${key}`);

const uuidSchema = z
  .string()
  .regex(/^\{[0-9a-f-]{36}\}$/i)
  .transform(normalizeBitbucketUuid);

const repositorySchema = z.object({
  uuid: uuidSchema,
  full_name: z.string(),
  is_private: z.boolean().nullish(),
  project: z.object({ key: z.string(), uuid: uuidSchema }).nullish(),
  workspace: z.object({ uuid: uuidSchema, slug: z.string() }).nullish(),
});

const branchSchema = z.object({
  type: z.literal('branch'),
  name: z.string(),
  target: z.object({ hash: z.string().regex(/^[0-9a-f]{7,64}$/i) }),
});

const eventSchema = z.object({ repository: repositorySchema });

const pushSchema = z.object({
  push: z.object({
    changes: z.array(
      z.object({
        new: branchSchema.nullish().catch(undefined),
        old: branchSchema.nullish().catch(undefined),
      }),
    ),
  }),
});

/** The repository in an event. */
export type RepositoryOfEvent = z.output<typeof repositorySchema>;

/** A push to a branch. */
export interface BranchChange {
  /** The new commit. */
  hash: string;
  /** The commit before; undefined for a new branch. */
  previousHash?: string;
}

/** The content of an event. */
export interface WebhookEvent {
  repository: RepositoryOfEvent;
  /** The changed branches; undefined unless it is a push. */
  branches?: Map<string, BranchChange>;
}

/**
 * Reads an event of a webhook. Its key is in the topic, because events from other instances have no metadata.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 *
 * @returns undefined for other events, and for events that cannot be read
 */
export function readWebhookEvent({
  eventPayload,
  topic,
}: EventParams): WebhookEvent | undefined {
  const event = eventSchema.safeParse(eventPayload);
  if (!event.success || !TOPICS.includes(topic)) {
    return undefined;
  }
  const { repository } = event.data;
  if (topic.endsWith(PUSH)) {
    const push = pushSchema.safeParse(eventPayload);
    const branches = (push.data?.push.changes ?? []).flatMap(each =>
      each.new
        ? [
            [
              each.new.name,
              {
                hash: each.new.target.hash,
                previousHash: each.old?.target.hash,
              },
            ] as const,
          ]
        : [],
    );
    return { repository, branches: new Map(branches) };
  }
  return { repository };
}
