/**
 * The events to which the portal subscribes a workspace: all events about repositories, pull requests,
 * build statuses and projects that change what the portal shows.
 *
 * Source: `webhook_subscription` of Atlassian's OpenAPI document,
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-webhooks/
 *
 * @public
 */
export const BITBUCKET_WEBHOOK_EVENTS = [
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
