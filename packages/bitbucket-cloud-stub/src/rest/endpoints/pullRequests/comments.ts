import { z } from 'zod/v4';
import { commentBody, resolutionBody } from '../../../bodies/commentBodies';
import {
  commentOnPullRequest,
  saveComment,
} from '../../../changes/commentOnPullRequest';
import { accountOf } from '../../../bodies/Actor';
import type { WebhookEvent } from '../../../model/webhookEvents';
import type { Repository } from '../../../model/types';
import type { Comment, PullRequest } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { fieldsNamed } from '../../query/select';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import { findPullRequest, PULL_REQUEST } from './find';

const PATH = `${PULL_REQUEST}/comments`;
const ONE = `${PATH}/{comment_id}`;

const FIELDS = fieldsNamed(
  'id',
  'created_on',
  'updated_on',
  'deleted',
  'user.uuid',
  'content.raw',
  'inline.path',
);

const creationSchema = z.object({
  content: z.object({ raw: z.string().trim().min(1, 'must not be empty') }),
  inline: z
    .object({
      path: z.string().min(1),
      from: z.number().int().min(1).nullish(),
      to: z.number().int().min(1).nullish(),
    })
    .optional(),
  parent: z.object({ id: z.number().int() }).optional(),
});

type Found = [Repository, PullRequest, Comment];

/** Comments of pull requests. */
export const COMMENT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['pullrequest'],
    respond: call => {
      const found = findPullRequest(call);
      return call.sendList(
        found[1].comments,
        each => ({ body: commentBody(call.context, found, each) }),
        { filter: FIELDS, sort: FIELDS },
      );
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['pullrequest'],
    respond: call => {
      const { context, actor } = call;
      const found = findPullRequest(call);
      const { content, inline, parent } = call.readJson(creationSchema);
      const comment = commentOnPullRequest(context, found, {
        actor,
        text: content.raw,
        ...(parent ? { parent: parent.id } : {}),
        ...(inline ? { inline: readInline(inline) } : {}),
      });
      const body = commentBody(context, found, comment);
      call.c.header('Location', body.links.self.href);
      return call.send({ body }, 201);
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => sendComment(call, find(call)),
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const { content } = call.readJson(creationSchema.pick({ content: true }));
      const [repository, pullRequest, before] = findOwn(call);
      const after = { ...before, text: content.raw };
      return sendComment(call, [
        repository,
        pullRequest,
        change(call, [repository, pullRequest, after], 'comment_updated'),
      ]);
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const [repository, pullRequest, before] = findOwn(call);
      const after = { ...before, isDeleted: true };
      change(call, [repository, pullRequest, after], 'comment_deleted');
      return call.sendNothing();
    },
  },
  {
    method: 'POST',
    path: `${ONE}/resolve`,
    scopes: ['pullrequest'],
    respond: call => {
      const [repository, pullRequest, before] = find(call);
      if (before.resolution) {
        throw new RestError(409, 'This comment is already resolved.');
      }
      const resolution = { account: accountOf(call.actor), date: call.now };
      const after = { ...before, resolution };
      change(call, [repository, pullRequest, after], 'comment_resolved');
      return call.send({ body: resolutionBody(call.context, resolution) });
    },
  },
  {
    method: 'DELETE',
    path: `${ONE}/resolve`,
    scopes: ['pullrequest'],
    respond: call => {
      const [repository, pullRequest, { resolution, ...after }] = find(call);
      if (!resolution) {
        throw new RestError(404, 'This comment is not resolved.');
      }
      change(call, [repository, pullRequest, after], 'comment_reopened');
      return call.sendNothing();
    },
  },
];

function readInline({
  path,
  from,
  to,
}: NonNullable<z.infer<typeof creationSchema>['inline']>): Comment['inline'] {
  return { path, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

function find(call: Call): Found {
  const [repository, pullRequest] = findPullRequest(call);
  const id = call.param('comment_id');
  const comment = pullRequest.comments.find(each => String(each.id) === id);
  if (!comment) {
    throw new RestError(404, `No comment with the id '${id}'.`);
  }
  return [repository, pullRequest, comment];
}

function findOwn(call: Call): Found {
  const found = find(call);
  if (found[2].account.uuid !== call.actor.uuid) {
    throw new RestError(403, 'You can only change your own comments.');
  }
  return found;
}

function change(
  { context, actor, now }: Call,
  [repository, pullRequest, changed]: Found,
  event: string,
): Comment {
  const comment = { ...changed, updatedOn: now };
  const key = `pullrequest:${event}` as WebhookEvent;
  saveComment(context, [repository, pullRequest], { comment, actor, key });
  return comment;
}

function sendComment(
  call: Call,
  [repository, pullRequest, comment]: Found,
): Response {
  const about: [Repository, PullRequest] = [repository, pullRequest];
  return call.send({ body: commentBody(call.context, about, comment) });
}
