import { z } from 'zod/v4';
import { accountOf } from '../../../bodies/Actor';
import { taskBody } from '../../../bodies/commentBodies';
import { IDS_OF_EACH } from '../../../changes/commentOnPullRequest';
import type { Repository } from '../../../model/types';
import type { PullRequest, Task } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { fieldsNamed } from '../../query/select';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import { findPullRequest, PULL_REQUEST } from './find';

const PATH = `${PULL_REQUEST}/tasks`;
const ONE = `${PATH}/{task_id}`;

const FIELDS = fieldsNamed(
  'id',
  'state',
  'created_on',
  'updated_on',
  'creator.uuid',
  'content.raw',
);

const content = z.object({
  raw: z.string().trim().min(1, 'must not be empty'),
});
const creationSchema = z.object({
  content,
  comment: z.object({ id: z.number().int() }).optional(),
});
const changeSchema = z.object({
  content: content.optional(),
  state: z.enum(['RESOLVED', 'UNRESOLVED']).optional(),
});

/** Tasks of pull requests. Bitbucket sends no event for them. */
export const TASK_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['pullrequest'],
    respond: call => {
      const found = findPullRequest(call);
      return call.sendList(
        found[1].tasks,
        each => ({ body: taskBody(call.context, found, each) }),
        { filter: FIELDS, sort: FIELDS },
      );
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['pullrequest'],
    respond: call => {
      const { actor, now } = call;
      const found = findPullRequest(call);
      const fields = call.readJson(creationSchema);
      const [, { id, tasks }] = found;
      const task: Task = {
        id: id * IDS_OF_EACH + tasks.length + 1,
        account: accountOf(actor),
        text: fields.content.raw,
        createdOn: now,
        updatedOn: now,
        ...(fields.comment ? { comment: fields.comment.id } : {}),
      };
      save(call, found, [...tasks, task]);
      const body = taskBody(call.context, found, task);
      call.c.header('Location', body.links.self.href);
      return call.send({ body }, 201);
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const [found, task] = find(call);
      return call.send({ body: taskBody(call.context, found, task) });
    },
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const [found, { resolution, ...before }] = find(call);
      const fields = call.readJson(changeSchema);
      const isResolved = fields.state
        ? fields.state === 'RESOLVED'
        : resolution !== undefined;
      const done = resolution ?? {
        account: accountOf(call.actor),
        date: call.now,
      };
      const after: Task = {
        ...before,
        text: fields.content?.raw ?? before.text,
        updatedOn: call.now,
        ...(isResolved ? { resolution: done } : {}),
      };
      const others = found[1].tasks;
      save(
        call,
        found,
        others.map(each => (each.id === after.id ? after : each)),
      );
      return call.send({ body: taskBody(call.context, found, after) });
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const [found, { id }] = find(call);
      save(
        call,
        found,
        found[1].tasks.filter(each => each.id !== id),
      );
      return call.sendNothing();
    },
  },
];

function find(call: Call): [[Repository, PullRequest], Task] {
  const found = findPullRequest(call);
  const id = call.param('task_id');
  const task = found[1].tasks.find(each => String(each.id) === id);
  if (!task) {
    throw new RestError(404, `No task with the id '${id}'.`);
  }
  return [found, task];
}

function save(
  { context, now }: Call,
  [repository, before]: [Repository, PullRequest],
  tasks: Task[],
): void {
  context.store.repositories.setPullRequest(repository, {
    ...before,
    tasks,
    updatedOn: now,
  });
}
