import { z } from 'zod/v4';
import { scopesOfEvents } from '../../model/webhookEvents';
import { webhookFields } from '../../seed/parts';
import type { Repository } from '../../model/types';
import type { Hook } from '../../store/Repositories';
import type { Call } from '../Call';
import { hookBody } from '../repositoryBodies';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}/hooks';

// Read-only fields are ignored, as Atlassian documents.
const newHook = z.object({
  ...webhookFields,
  secret: z
    .string()
    .max(128, 'must not be longer than 128 characters')
    .nullish(),
});

/** The webhooks of repositories. */
export const HOOK_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['webhook'],
    respond: call => {
      const repository = ownRepository(call);
      return call.sendList(
        call.context.store.repositories.hooksOf(repository),
        hook => present(call, repository, hook),
      );
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['webhook'],
    respond: call => {
      const { store, clock } = call.context;
      const repository = ownRepository(call);
      const { secret, ...fields } = readHook(call);
      call.requireScopes(['webhook', ...scopesOfEvents(fields.events)]);
      const hook = store.repositories.addHook(
        repository,
        { ...fields, ...(secret ? { secret } : {}) },
        new Date(clock.now()).toISOString(),
      );
      return call.send(present(call, repository, hook), 201);
    },
  },
  {
    method: 'GET',
    path: `${PATH}/{uid}`,
    scopes: ['webhook'],
    respond: call => {
      const repository = ownRepository(call);
      return call.send(present(call, repository, findHook(call, repository)));
    },
  },
  {
    method: 'DELETE',
    path: `${PATH}/{uid}`,
    scopes: ['webhook'],
    respond: call => {
      const repository = ownRepository(call);
      const hook = findHook(call, repository);
      call.context.store.repositories.removeHook(repository, hook);
      // The published client "bitbucket" fails for a response without a content type, even an empty one.
      const headers = { 'Content-Type': 'text/html; charset=utf-8' };
      return call.c.body(null, 204, headers);
    },
  },
];

function ownRepository(call: Call): Repository {
  const repository = call.repository();
  if (!call.administersProject(repository.workspace, repository.project)) {
    throw new RestError(
      403,
      'You do not have admin access to this repository.',
    );
  }
  return repository;
}

function findHook(call: Call, repository: Repository): Hook {
  const id = call.param('uid');
  const hook = call.context.store.repositories.findHook(repository, id);
  if (!hook) {
    throw new RestError(404, `No webhook with identifier '${id}'.`);
  }
  return hook;
}

function present(call: Call, repository: Repository, hook: Hook) {
  return { body: hookBody(repository, hook, call.context.site) };
}

function readHook({ c }: Call) {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new RestError(415, 'The request body must be application/json.');
  }
  const result = newHook.safeParse(parseJson(c.var.body ?? ''));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new RestError(400, 'Bad request', {
      detail: `${issue.path.join('.') || 'body'}: ${issue.message}`,
    });
  }
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RestError(400, 'Bad request', {
      detail: 'The request body is not JSON.',
    });
  }
}
