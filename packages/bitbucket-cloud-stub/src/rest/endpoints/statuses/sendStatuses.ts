import { statusBody } from '../../../bodies/statusBodies';
import { statusesOf } from '../../../events/pipelineStatus';
import type { Repository } from '../../../model/types';
import type { Call } from '../../Call';
import { fieldsNamed } from '../../query/select';

const FIELDS = fieldsNamed(
  'key',
  'name',
  'state',
  'refname',
  'url',
  'created_on',
  'updated_on',
);

/** Sends a page of the build statuses of a commit that have no branch, or the requested one. */
export function sendStatuses(
  call: Call,
  repository: Repository,
  { hash, refname }: { hash: string; refname: string | undefined },
): Response {
  const { context } = call;
  return call.sendList(
    statusesOf(context, repository, hash).filter(
      each =>
        refname === undefined ||
        each.refname === undefined ||
        each.refname === refname,
    ),
    each => ({ body: statusBody(context, repository, each) }),
    { filter: FIELDS, sort: FIELDS },
  );
}
