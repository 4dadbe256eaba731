import {
  appUserBody,
  emailBody,
  publicUserBody,
  teamBody,
  userBody,
} from '../../bodies/userBodies';
import type { Call } from '../Call';
import { readAdministrator } from '../parameters';
import type { QueryFields } from '../query/select';
import { RestError } from '../RestError';
import {
  membershipBody,
  workspaceAccessBody,
} from '../../bodies/workspaceBodies';
import type { RestEndpoint } from './RestEndpoint';

const BY_SLUG: QueryFields = {
  slug: 'workspace.slug',
  'workspace.slug': 'workspace.slug',
};

/** The caller, and other accounts by their ID. */
export const USER_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/user',
    scopes: ['account'],
    respond: call => call.send({ body: callerBody(call) }),
  },
  {
    method: 'GET',
    path: '/user/emails',
    scopes: ['email'],
    respond: call =>
      call.sendList(emailsOf(call), address => ({
        body: emailBody(address, call.context.site),
      })),
  },
  {
    method: 'GET',
    path: '/user/emails/{email}',
    scopes: ['email'],
    respond: call => {
      const wanted = call.param('email');
      const address = emailsOf(call).find(({ email }) => email === wanted);
      if (!address) {
        throw new RestError(404, `No email address '${wanted}'.`);
      }
      return call.send({ body: emailBody(address, call.context.site) });
    },
  },
  {
    method: 'GET',
    path: '/user/workspaces',
    scopes: ['account'],
    respond: call => {
      const { site } = call.context;
      const wanted = readAdministrator(call.query('administrator'));
      const accesses = workspacesOf(call).filter(
        each => wanted === undefined || each.administrator === wanted,
      );
      return call.sendList(
        accesses,
        ({ workspace, administrator }) => ({
          body: workspaceAccessBody(workspace, administrator, site),
        }),
        { filter: BY_SLUG, sort: BY_SLUG },
      );
    },
  },
  {
    method: 'GET',
    path: '/user/workspaces/{workspace}/permission',
    scopes: ['account'],
    respond: call => {
      const { caller, context } = call;
      const workspace = call.ownWorkspaceOrForbidden();
      if (caller.kind === 'client') {
        throw call.notImplemented('the role of a client by itself');
      }
      const { person } = caller;
      const permission = person.workspaces[workspace.slug];
      return call.send({
        body: membershipBody(workspace, person, context.site, permission),
      });
    },
  },
  {
    method: 'GET',
    path: '/users/{selected_user}',
    scopes: [],
    respond: call => {
      const id = call.param('selected_user');
      const person = call.context.store.findPerson(id);
      // Bitbucket has not accepted usernames here since 2019, because they can pass to another account.
      if (!person || person.removed || person.username === id) {
        throw new RestError(404, `No user with identifier '${id}'.`);
      }
      return call.send({ body: publicUserBody(person, call.context.site) });
    },
  },
];

function callerBody({ caller, context }: Call): object {
  const { site, switches, dialect } = context;
  if (caller.kind === 'person') {
    return userBody(caller.person, site, switches);
  }
  return dialect === 'legacy' && caller.workspace
    ? teamBody(caller.workspace, site)
    : appUserBody(caller.client, site);
}

function emailsOf({ caller }: Call) {
  return caller.kind === 'person' ? caller.person.emails : [];
}

function workspacesOf(call: Call) {
  const { caller, context } = call;
  if (caller.kind === 'client') {
    const { workspace } = caller;
    return workspace ? [{ workspace, administrator: false }] : [];
  }
  return context.store.workspacesOf(caller.person).map(workspace => ({
    workspace,
    administrator: caller.person.workspaces[workspace.slug] === 'owner',
  }));
}
