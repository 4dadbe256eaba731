/**
 * The events to which a webhook of a repository can subscribe.
 *
 * Source: `webhook_subscription` of Atlassian's OpenAPI document,
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-webhooks/
 */
export const WEBHOOK_EVENTS = [
  'issue:comment_created',
  'issue:created',
  'issue:updated',
  'pipeline:span_created',
  'project:updated',
  'pullrequest:approved',
  'pullrequest:changes_request_created',
  'pullrequest:changes_request_removed',
  'pullrequest:comment_created',
  'pullrequest:comment_deleted',
  'pullrequest:comment_reopened',
  'pullrequest:comment_resolved',
  'pullrequest:comment_updated',
  'pullrequest:created',
  'pullrequest:fulfilled',
  'pullrequest:push',
  'pullrequest:rejected',
  'pullrequest:unapproved',
  'pullrequest:updated',
  'repo:commit_comment_created',
  'repo:commit_status_created',
  'repo:commit_status_updated',
  'repo:created',
  'repo:deleted',
  'repo:fork',
  'repo:imported',
  'repo:push',
  'repo:transfer',
  'repo:updated',
] as const;

/** One of these events. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const SCOPE_OF_SUBJECT: Record<string, string> = {
  issue: 'issue',
  pipeline: 'pipeline',
  project: 'project',
  pullrequest: 'pullrequest',
  repo: 'repository',
};

/** Returns the scopes that a client needs in addition to `webhook` to subscribe to events. */
export function scopesOfEvents(events: readonly string[]): string[] {
  const scopes = events.map(event => SCOPE_OF_SUBJECT[event.split(':')[0]]);
  return [...new Set(scopes)];
}
