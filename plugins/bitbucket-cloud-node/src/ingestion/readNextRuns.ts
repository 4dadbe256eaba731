import {
  type AuthService,
  type DiscoveryService,
} from '@backstage/backend-plugin-api';
import { z } from 'zod';

const TIMEOUT_MS = 5000;

const schema = z.object({
  tasks: z.array(
    z.object({
      taskId: z.string(),
      taskState: z
        .object({ status: z.string(), startsAt: z.string().optional() })
        .nullish(),
    }),
  ),
});

/**
 * Returns when the tasks of the catalog start next, by the ID of the task. A task that runs, or that only
 * starts when an operator triggers it, has no time.
 *
 * The scheduler has no method for it, but a route:
 * https://backstage.io/docs/backend-system/core-services/scheduler/#rest-api
 *
 * @throws Error if the scheduler does not respond
 */
export async function readNextRuns(deps: {
  auth: AuthService;
  discovery: DiscoveryService;
}): Promise<Map<string, string>> {
  const { auth, discovery } = deps;
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await auth.getOwnServiceCredentials(),
    targetPluginId: 'catalog',
  });
  const baseUrl = await discovery.getBaseUrl('catalog');
  const response = await fetch(`${baseUrl}/.backstage/scheduler/v1/tasks`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    throw new Error(`HTTP status ${response.status}`);
  }
  const { tasks } = schema.parse(await response.json());
  return new Map(
    tasks.flatMap(({ taskId, taskState }) => {
      const startsAt = taskState?.startsAt;
      return taskState?.status === 'idle' && startsAt !== undefined
        ? [[taskId, new Date(startsAt).toISOString()] as const]
        : [];
    }),
  );
}
