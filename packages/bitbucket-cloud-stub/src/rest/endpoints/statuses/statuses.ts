import { z } from 'zod/v4';
import { statusBody } from '../../../bodies/statusBodies';
import { saveStatus } from '../../../changes/saveStatus';
import { statusesOf } from '../../../events/pipelineStatus';
import type { Repository } from '../../../model/types';
import type { CommitStatus } from '../../../store/Pipeline';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';
import { findCommit } from '../commits';
import type { RestEndpoint } from '../RestEndpoint';
import { sendStatuses } from './sendStatuses';

const PATH = '/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses';
const ONE = `${PATH}/build/{key}`;

const fields = {
  state: z.enum(['FAILED', 'INPROGRESS', 'STOPPED', 'SUCCESSFUL']),
  name: z.string().max(255).nullish(),
  description: z.string().nullish(),
  url: z.string().regex(/^https?:\/\//, 'must be an http: or https: URL'),
  refname: z.string().nullish(),
};

const creationSchema = z.object({
  ...fields,
  key: z.string().min(1, 'must not be empty').max(255),
});
const changeSchema = z.object(fields).partial();

/** Build statuses of commits. */
export const STATUS_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const { hash } = findCommit(call, repository, call.param('commit'));
      const refname = call.query('refname');
      return sendStatuses(call, repository, { hash, refname });
    },
  },
  {
    method: 'POST',
    path: `${PATH}/build`,
    scopes: ['repository'],
    respond: call => {
      const repository = call.writableRepository();
      const { hash } = findCommit(call, repository, call.param('commit'));
      const sent = call.readJson(creationSchema);
      const status = save(call, repository, { ...sent, hash });
      return call.send(
        { body: statusBody(call.context, repository, status) },
        201,
      );
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const status = findStatus(call, repository);
      return call.send({ body: statusBody(call.context, repository, status) });
    },
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: ['repository'],
    respond: call => {
      const repository = call.writableRepository();
      const before = findStatus(call, repository);
      const sent = call.readJson(changeSchema);
      const status = save(call, repository, { ...before, ...sent });
      return call.send({ body: statusBody(call.context, repository, status) });
    },
  },
];

function findStatus(call: Call, repository: Repository): CommitStatus {
  const { hash } = findCommit(call, repository, call.param('commit'));
  const key = call.param('key');
  const status = statusesOf(call.context, repository, hash).find(
    each => each.key === key,
  );
  if (!status) {
    throw new RestError(404, `No build status with the key '${key}'.`);
  }
  return status;
}

function save(
  { context, actor, now }: Call,
  repository: Repository,
  sent: z.infer<typeof creationSchema> & { hash: string; createdOn?: string },
): CommitStatus {
  return saveStatus(context, repository, {
    actor,
    status: {
      hash: sent.hash,
      key: sent.key,
      state: sent.state,
      name: sent.name ?? '',
      description: sent.description ?? '',
      url: sent.url,
      ...(sent.refname ? { refname: sent.refname } : {}),
      createdOn: sent.createdOn ?? now,
      updatedOn: now,
    },
  });
}
