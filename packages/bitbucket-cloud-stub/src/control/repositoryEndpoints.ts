import type { Transfer } from '../changes/transfer';
import type { Push } from '../push/pushFiles';
import type { ControlEndpoint } from './ControlEndpoint';
import { ControlError } from './ControlError';
import { readJson } from './readRequest';

/** The control endpoints for repositories and their webhooks. */
export const REPOSITORY_ENDPOINTS: readonly ControlEndpoint[] = [
  {
    method: 'POST',
    path: '/push/:workspace/:repository',
    does: 'pushes files, and calls the webhooks: `{"files": {"README.md": "text"}}`',
    respond: ({ c, stub }) =>
      stub.push(
        c.req.param('workspace') ?? '',
        c.req.param('repository') ?? '',
        readJson<Push>(c),
      ),
  },
  {
    method: 'POST',
    path: '/transfer/:workspace/:repository',
    does: 'moves a repository to another workspace: `{"workspace": "slug", "project": "KEY"}`',
    respond: ({ c, stub }) =>
      stub.transfer(
        c.req.param('workspace') ?? '',
        c.req.param('repository') ?? '',
        readJson<Transfer>(c),
      ),
  },
  {
    method: 'GET',
    path: '/deliveries',
    does: 'the events sent to webhooks, oldest first; waits for pending ones; filters such as `?event=repo:push&hook={uuid}`',
    respond: async ({ c, stub }) => {
      await stub.deliveries.settled();
      const { event, hook } = c.req.query();
      return stub.deliveries
        .list()
        .filter(
          each =>
            (event === undefined || each.event === event) &&
            (hook === undefined || each.hook === hook),
        );
    },
  },
  {
    method: 'POST',
    path: '/deliveries/:id/resend',
    does: 'sends an event again, with the same id and body',
    respond: ({ c, stub }) =>
      stub.deliveries
        .resend(c.req.param('id') ?? '')
        .catch(error => Promise.reject(new ControlError(404, error.message))),
  },
];
