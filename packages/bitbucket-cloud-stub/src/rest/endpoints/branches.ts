import { z } from 'zod/v4';
import { branchBody } from '../../bodies/repositoryBodies';
import { describeCommit } from '../../events/repositoryResource';
import { sendPush } from '../../events/sendPush';
import type { Repository } from '../../model/types';
import { branchName } from '../../seed/parts';
import type { Commit } from '../../store/Commit';
import { mainBranchOf } from '../../store/LiveRepository';
import type { Call, Representation } from '../Call';
import { fieldsNamed } from '../query/select';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}/refs/branches';
const FIELDS = fieldsNamed('name', 'target.hash', 'target.date');

const newBranch = z.object({
  name: branchName,
  target: z.object({ hash: z.string().min(1, 'must not be empty') }),
});

/** The branches of repositories. */
export const BRANCH_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      return call.sendList(
        call.context.store.repositories.branchesOf(repository),
        branch => present(call, repository, branch),
        { filter: FIELDS, sort: FIELDS },
      );
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['repository:write'],
    respond: call => {
      const { context, actor } = call;
      const { repositories } = context.store;
      const repository = call.writableRepository();
      const { name, target } = call.readJson(newBranch);
      // Clients send the name of a branch as well.
      const after = repositories.findCommit(repository, target.hash);
      if (!after) {
        throw new RestError(400, `The target "${target.hash}" does not exist.`);
      }
      if (repositories.findBranch(repository, name)) {
        throw new RestError(400, `Branch "${name}" already exists.`, {
          data: { key: 'BRANCH_ALREADY_EXISTS' },
        });
      }
      repositories.setBranch(repository, name, after.hash, call.now);
      const change = { branch: name, before: undefined, after };
      void sendPush(context, repository, [change], actor);
      return call.send(present(call, repository, [name, after]), 201);
    },
  },
  {
    method: 'GET',
    path: `${PATH}/{name}`,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const name = call.param('name');
      const commit = findBranch(call, repository, name);
      return call.send(present(call, repository, [name, commit]));
    },
  },
  {
    method: 'DELETE',
    path: `${PATH}/{name}`,
    scopes: ['repository:write'],
    respond: call => {
      const repository = call.writableRepository();
      const branch = call.param('name');
      const before = findBranch(call, repository, branch);
      if (branch === mainBranchOf(repository)) {
        throw new RestError(400, 'The main branch cannot be deleted.');
      }
      const { context, actor, now } = call;
      const { repositories } = context.store;
      repositories.setBranch(repository, branch, undefined, now);
      const change = { branch, before, after: undefined };
      void sendPush(context, repository, [change], actor);
      return call.sendNothing();
    },
  },
];

function findBranch(
  { context }: Call,
  repository: Repository,
  name: string,
): Commit {
  const commit = context.store.repositories.findBranch(repository, name);
  if (!commit) {
    throw new RestError(404, `Branch "${name}" does not exist.`);
  }
  return commit;
}

function present(
  { context }: Call,
  repository: Repository,
  [name, commit]: [name: string, commit: Commit],
): Representation {
  const target = describeCommit(context, repository, commit);
  return { body: branchBody(repository, name, target, context.site) };
}
