import type { Person, Workspace, WorkspacePermission } from '../../model/types';
import { publicUserBody } from '../../bodies/userBodies';
import type { Call, Representation } from '../Call';
import { readEmailFilter } from '../emailFilter';
import { fieldsNamed } from '../query/select';
import { RestError } from '../RestError';
import { membershipBody, workspaceBody } from '../../bodies/workspaceBodies';
import type { RestEndpoint } from './RestEndpoint';

const PERMISSION_FIELDS = fieldsNamed(
  'permission',
  'user.uuid',
  'user.account_id',
  'user.nickname',
  'user.display_name',
);

/** Workspaces and their members. */
export const WORKSPACE_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/workspaces/{workspace}',
    scopes: [],
    respond: call =>
      call.send({ body: workspaceBody(call.workspace(), call.context.site) }),
  },
  {
    method: 'GET',
    path: '/workspaces/{workspace}/members',
    scopes: ['account'],
    respond: call => {
      const workspace = call.ownWorkspace();
      const q = call.query('q');
      return q === undefined
        ? call.sendList(call.context.store.membersOf(workspace), person =>
            membership(call, workspace, person),
          )
        : sendMembersByEmail(call, workspace, q);
    },
  },
  {
    method: 'GET',
    path: '/workspaces/{workspace}/members/{member}',
    scopes: ['account'],
    respond: call => {
      const workspace = call.ownWorkspace();
      const id = call.param('member');
      const person = call.context.store.findPerson(id);
      const isMember =
        person !== undefined &&
        !person.removed &&
        person.username !== id &&
        Object.hasOwn(person.workspaces, workspace.slug);
      if (!isMember) {
        throw new RestError(
          404,
          `No member of '${workspace.slug}' with identifier '${id}'.`,
        );
      }
      return call.send(membership(call, workspace, person));
    },
  },
  {
    method: 'GET',
    path: '/workspaces/{workspace}/permissions',
    scopes: ['account'],
    respond: call => {
      const workspace = call.ownWorkspace();
      return call.sendList(
        call.context.store.membersOf(workspace),
        person =>
          membership(call, workspace, person, {
            permission: toldPermission(person.workspaces[workspace.slug]),
          }),
        { filter: PERMISSION_FIELDS, sort: PERMISSION_FIELDS },
      );
    },
  },
];

function sendMembersByEmail(
  call: Call,
  workspace: Workspace,
  q: string,
): Response {
  const { store } = call.context;
  const emails = readEmailFilter(q);
  if (!call.administers(workspace.slug)) {
    throw new RestError(
      403,
      'Only administrators of the workspace can filter its members by email address.',
    );
  }
  const found = new Map<Person, string>();
  for (const asked of emails) {
    for (const person of store.findPeopleByEmail(asked)) {
      const isMember = Object.hasOwn(person.workspaces, workspace.slug);
      if (isMember && !found.has(person)) {
        found.set(person, spelled(person, asked));
      }
    }
  }
  return call.sendList(
    [...found],
    ([person, email]) => membership(call, workspace, person, { email }),
    { ignoresQuery: true },
  );
}

function spelled(person: Person, asked: string): string {
  const same = person.emails.find(
    ({ email }) => email.toLowerCase() === asked.toLowerCase(),
  );
  return same?.email ?? asked;
}

function membership(
  call: Call,
  workspace: Workspace,
  person: Person,
  told: { permission?: WorkspacePermission; email?: string } = {},
): Representation {
  const { site } = call.context;
  const { permission, email } = told;
  const body = membershipBody(workspace, person, site, permission);
  return {
    body,
    full: () => ({
      ...body,
      user: {
        ...publicUserBody(person, site),
        ...(email === undefined ? {} : { email }),
      },
      workspace: workspaceBody(workspace, site),
    }),
  };
}

// This endpoint only has three roles. /user/workspaces/{workspace}/permission returns the permission to
// create projects.
function toldPermission(permission: WorkspacePermission): WorkspacePermission {
  return permission === 'create-project' ? 'member' : permission;
}
