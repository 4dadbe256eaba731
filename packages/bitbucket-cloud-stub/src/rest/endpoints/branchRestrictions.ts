import { z } from 'zod/v4';
import { apiUrlOf } from '../../bodies/repositoryBodies';
import { condensedUserBody } from '../../bodies/userBodies';
import { RESTRICTION_KINDS } from '../../model/restrictionKinds';
import type { Repository } from '../../model/types';
import type { BranchRestriction } from '../../store/Pipeline';
import type { Call, Representation } from '../Call';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}/branch-restrictions';
const ONE = `${PATH}/{id}`;

const schema = z.object({
  kind: z.enum(RESTRICTION_KINDS),
  branch_match_kind: z.enum(['glob', 'branching_model']).optional(),
  branch_type: z.string().optional(),
  pattern: z.string().optional(),
  value: z.number().int().nullish(),
  users: z.array(z.object({ uuid: z.string() })).optional(),
});

/** Branch restrictions: who can push and merge to which branches. */
export const BRANCH_RESTRICTION_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const [kind, pattern] = [call.query('kind'), call.query('pattern')];
      const found = restrictionsOf(call, repository).filter(
        each =>
          (kind === undefined || each.kind === kind) &&
          (pattern === undefined || each.pattern === pattern),
      );
      return call.sendList(found, each => present(call, repository, each));
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const all = restrictionsOf(call, repository);
      const id = Math.max(0, ...all.map(each => each.id)) + 1;
      const restriction = read(call, id);
      call.context.store.builds.setRestriction(repository, restriction);
      return call.send(present(call, repository, restriction), 201);
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      return call.send(present(call, repository, find(call, repository)));
    },
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const { id } = find(call, repository);
      const restriction = read(call, id);
      call.context.store.builds.setRestriction(repository, restriction);
      return call.send(present(call, repository, restriction));
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const { id } = find(call, repository);
      call.context.store.builds.removeRestriction(repository, id);
      return call.sendNothing();
    },
  },
];

function restrictionsOf({ context }: Call, repository: Repository) {
  return context.store.builds.of(repository).restrictions;
}

function find(call: Call, repository: Repository): BranchRestriction {
  const id = call.param('id');
  const found = restrictionsOf(call, repository).find(
    each => String(each.id) === id,
  );
  if (!found) {
    throw new RestError(404, `No branch restriction with the id '${id}'.`);
  }
  return found;
}

function read(call: Call, id: number): BranchRestriction {
  const sent = call.readJson(schema);
  return {
    id,
    kind: sent.kind,
    matchKind: sent.branch_match_kind ?? 'glob',
    pattern: sent.pattern ?? '',
    ...(sent.branch_type === undefined ? {} : { branchType: sent.branch_type }),
    ...(sent.value === undefined || sent.value === null
      ? {}
      : { value: sent.value }),
    users: (sent.users ?? []).map(({ uuid }) => uuid),
  };
}

function present(
  { context }: Call,
  repository: Repository,
  restriction: BranchRestriction,
): Representation {
  const { store, site } = context;
  const { id, kind, matchKind, branchType, pattern, value, users } =
    restriction;
  const people = users.flatMap(uuid => store.findPerson(uuid) ?? []);
  return {
    body: {
      type: 'branchrestriction',
      id,
      kind,
      branch_match_kind: matchKind,
      ...(branchType === undefined ? {} : { branch_type: branchType }),
      pattern,
      ...(value === undefined ? {} : { value }),
      users: people.map(person => condensedUserBody(person, site)),
      groups: [],
      links: {
        self: {
          href: `${apiUrlOf(repository, site)}/branch-restrictions/${id}`,
        },
      },
    },
  };
}
