import { z } from 'zod/v4';
import { repositoryHookBody, workspaceHookBody } from '../../bodies/hookBodies';
import { scopesOfEvents } from '../../model/webhookEvents';
import { webhookFields } from '../../seed/parts';
import type { Hook, HookSubject } from '../../store/Hooks';
import type { Call, Representation } from '../Call';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

/** The owner of webhooks, and how a webhook of it is presented. */
interface Subject {
  subject: HookSubject;
  present: (hook: Hook) => Representation;
}

const secret = z
  .string()
  .max(128, 'must not be longer than 128 characters')
  .nullish();

// Read-only fields are ignored, as Atlassian documents.
const newHook = z.object({ ...webhookFields, secret });
const changedHook = newHook.partial();

/** The webhooks of repositories and workspaces. */
export const HOOK_ENDPOINTS: readonly RestEndpoint[] = [
  ...createEndpoints(
    '/repositories/{workspace}/{repo_slug}/hooks',
    administeredRepository,
  ),
  ...createEndpoints('/workspaces/{workspace}/hooks', administeredWorkspace),
];

function createEndpoints(
  path: string,
  find: (call: Call) => Subject,
): RestEndpoint[] {
  const scopes = ['webhook'];
  return [
    {
      method: 'GET',
      path,
      scopes,
      respond: call => {
        const { subject, present } = find(call);
        return call.sendList(call.context.store.hooks.of(subject), present);
      },
    },
    {
      method: 'POST',
      path,
      scopes,
      respond: call => {
        const { subject, present } = find(call);
        const { secret: key, ...fields } = call.readJson(newHook);
        call.requireScopes(['webhook', ...scopesOfEvents(fields.events)]);
        const hook = call.context.store.hooks.add(
          subject,
          { ...fields, ...(key ? { secret: key } : {}) },
          call.now,
        );
        return call.send(present(hook), 201);
      },
    },
    {
      method: 'GET',
      path: `${path}/{uid}`,
      scopes,
      respond: call => {
        const { subject, present } = find(call);
        return call.send(present(findHook(call, subject)));
      },
    },
    {
      method: 'PUT',
      path: `${path}/{uid}`,
      scopes,
      respond: call => {
        const { subject, present } = find(call);
        const before = findHook(call, subject);
        const changes = call.readJson(changedHook);
        call.requireScopes([
          'webhook',
          ...scopesOfEvents(changes.events ?? []),
        ]);
        // Without the field, the secret stays; null and an empty text remove it.
        const key =
          changes.secret === undefined ? before.secret : changes.secret;
        const hook = { ...before, ...changes, secret: key || undefined };
        call.context.store.hooks.set(subject, hook);
        return call.send(present(hook));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{uid}`,
      scopes,
      respond: call => {
        const { subject } = find(call);
        call.context.store.hooks.remove(subject, findHook(call, subject));
        return call.sendNothing();
      },
    },
  ];
}

function administeredRepository(call: Call): Subject {
  const { site } = call.context;
  const subject = call.administeredRepository();
  return {
    subject,
    present: hook => ({ body: repositoryHookBody(subject, hook, site) }),
  };
}

function administeredWorkspace(call: Call): Subject {
  const { site } = call.context;
  const subject = call.workspace();
  if (!call.administers(subject.slug)) {
    throw new RestError(403, 'You do not have admin access to this workspace.');
  }
  return {
    subject,
    present: hook => ({ body: workspaceHookBody(subject, hook, site) }),
  };
}

function findHook(call: Call, subject: HookSubject): Hook {
  const id = call.param('uid');
  const hook = call.context.store.hooks.find(subject, id);
  if (!hook) {
    throw new RestError(404, `No webhook with identifier '${id}'.`);
  }
  return hook;
}
