import type { Context } from 'hono';
import type { StubEnv } from '../http/StubEnv';
import type { FaultRule } from '../faults/FaultRule';
import type { AccessToken, OAuthClient, Person } from '../model/types';
import type { ControlEndpoint } from './ControlEndpoint';
import { ControlError } from './ControlError';
import { readFilter, readJson, readTimeout } from './readRequest';
import { REPOSITORY_ENDPOINTS } from './repositoryEndpoints';
import { WORK_ENDPOINTS } from './workEndpoints';
import type { StubSnapshot } from '../Snapshots';

const MOST_SNAPSHOTS = 100;

/** All actions that a test in another process can perform on the stub. */
export const ENDPOINTS: readonly ControlEndpoint[] = [
  {
    method: 'GET',
    path: '/',
    does: 'URLs, dialect, switches, time, and this list',
    respond: ({ stub, context }) => ({
      url: stub.url,
      apiUrl: stub.apiUrl,
      dialect: stub.dialect,
      switches: context.switches,
      now: stub.clock.now(),
      endpoints: ENDPOINTS.map(({ method, path, does }) => ({
        endpoint: `${method} ${spell(path)}`,
        does,
      })),
    }),
  },
  {
    method: 'GET',
    path: '/people',
    does: 'the current accounts',
    respond: ({ stub }) => stub.people,
  },
  {
    method: 'GET',
    path: '/people/:id',
    does: 'one account, by username, uuid or account id',
    respond: ({ c, stub }) => found(() => stub.person(idOf(c))),
  },
  {
    method: 'PATCH',
    path: '/people/:id',
    does: 'changes fields of an account: `{"removed": true}`, `{"workspaces": {}}`',
    respond: ({ c, stub }) => {
      const { uuid } = found(() => stub.person(idOf(c)));
      return stub.update(uuid, readJson<Partial<Person>>(c));
    },
  },
  {
    method: 'GET',
    path: '/clients',
    does: 'the registered OAuth clients, without their secrets',
    respond: ({ context }) =>
      context.store.clients.map(({ secret: _, ...client }) => client),
  },
  {
    method: 'PUT',
    path: '/clients/:id',
    does: 'registers a client, or replaces it: `{"secret", "callbackUrl", "scopes"}`',
    respond: ({ c, stub }) => {
      const client = readJson<OAuthClient>(c);
      stub.registerClient({ ...client, id: idOf(c) });
    },
  },
  {
    method: 'POST',
    path: '/access-tokens',
    does: 'registers an access token or API token: `{"token", "scopes", "workspace", "repository" or "email"}`',
    respond: ({ c, stub }) =>
      stub.registerAccessToken(readJson<AccessToken>(c)),
  },
  ...REPOSITORY_ENDPOINTS,
  ...WORK_ENDPOINTS,
  {
    method: 'GET',
    path: '/faults',
    does: 'the active fault rules, with their hits',
    respond: ({ stub }) => stub.faults.list(),
  },
  {
    method: 'POST',
    path: '/faults',
    does: 'adds a fault rule: `{"path": "/2.0/**", "status": 503}`',
    respond: ({ c, stub }) => stub.faults.add(readJson<FaultRule>(c)),
  },
  {
    method: 'DELETE',
    path: '/faults',
    does: 'removes all fault rules',
    respond: ({ stub }) => stub.faults.clear(),
  },
  {
    method: 'DELETE',
    path: '/faults/:id',
    does: 'removes one fault rule',
    respond: ({ c, stub }) => {
      if (!stub.faults.remove(idOf(c))) {
        throw new ControlError(404, `There is no fault rule "${idOf(c)}".`);
      }
    },
  },
  {
    method: 'GET',
    path: '/journal',
    does: 'the requests, oldest first; filters such as `?path=/2.0/**&status=401&after=7`',
    respond: ({ c, stub }) => stub.journal.entries(readFilter(c)),
  },
  {
    method: 'GET',
    path: '/journal/wait',
    does: 'the first request that matches the filters; waits up to `timeoutMs` (5000), then 408',
    respond: async ({ c, stub }) => {
      const timeoutMs = readTimeout(c);
      return stub
        .waitFor(readFilter(c), { timeoutMs })
        .catch(error => Promise.reject(new ControlError(408, error.message)));
    },
  },
  {
    method: 'DELETE',
    path: '/journal',
    does: 'deletes all requests',
    respond: ({ stub }) => stub.journal.clear(),
  },
  {
    method: 'GET',
    path: '/clock',
    does: 'the time of the stub, in milliseconds since the Unix epoch',
    respond: ({ stub }) => ({ now: stub.clock.now() }),
  },
  {
    method: 'POST',
    path: '/clock',
    does: 'advances the time by milliseconds: `{"advance": 3600000}`',
    respond: ({ c, stub }) => {
      const { advance } = readJson<{ advance?: unknown }>(c);
      if (typeof advance !== 'number') {
        throw new Error('advance: must be a number of milliseconds.');
      }
      stub.clock.advance(advance);
      return { now: stub.clock.now() };
    },
  },
  {
    method: 'POST',
    path: '/snapshots',
    does: 'takes a snapshot, and returns its id',
    respond: ({ stub, snapshots }) => {
      if (snapshots.size >= MOST_SNAPSHOTS) {
        throw new Error(
          `There are already ${MOST_SNAPSHOTS} snapshots: delete one.`,
        );
      }
      const snapshot = stub.snapshot();
      const id = `snapshot-${
        Number([...snapshots.keys()].pop()?.slice(9) ?? 0) + 1
      }`;
      snapshots.set(id, snapshot);
      return { id, takenAt: snapshot.takenAt };
    },
  },
  {
    method: 'POST',
    path: '/snapshots/:id/restore',
    does: 'restores a snapshot; can be repeated',
    respond: ({ c, stub, snapshots }) =>
      stub.restore(findSnapshot(snapshots, idOf(c))),
  },
  {
    method: 'DELETE',
    path: '/snapshots/:id',
    does: 'deletes a snapshot',
    respond: ({ c, snapshots }) => {
      findSnapshot(snapshots, idOf(c));
      snapshots.delete(idOf(c));
    },
  },
  {
    method: 'POST',
    path: '/reset',
    does: 'resets the stub to the seed, without faults, tokens and journal',
    respond: ({ stub }) => stub.reset(),
  },
];

/** Returns a path in documentation style: `/_stub/people/{id}`. */
export function spell(path: string): string {
  return `/_stub${path === '/' ? '' : path.replace(/:(\w+)/g, '{$1}')}`;
}

function idOf(c: Context<StubEnv>): string {
  return c.req.param('id') ?? '';
}

function found<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw new ControlError(404, (error as Error).message);
  }
}

function findSnapshot(
  snapshots: Map<string, StubSnapshot>,
  id: string,
): StubSnapshot {
  const snapshot = snapshots.get(id);
  if (!snapshot) {
    throw new ControlError(404, `There is no snapshot "${id}".`);
  }
  return snapshot;
}
