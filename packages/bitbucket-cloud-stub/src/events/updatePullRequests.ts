import { accountOf, type Actor } from '../bodies/Actor';
import type { Repository } from '../model/types';
import type { PullRequest } from '../store/PullRequest';
import { describePullRequest } from './pullRequestResource';
import { sendEvent, type EventContext } from './sendEvent';

/**
 * Notes a push in the open pull requests from a branch, and sends `pullrequest:updated` for each. They belong to the
 * repository or, if it is a fork, to its parent.
 */
export function updatePullRequests(
  context: EventContext,
  from: Repository,
  { branch, hash, actor }: { branch: string; hash: string; actor: Actor },
): void {
  const { repositories } = context.store;
  const date = new Date(context.clock.now()).toISOString();
  const parent = repositories.findByUuid(from.parent ?? '');
  for (const repository of parent ? [from, parent] : [from]) {
    const affected = repositories
      .pullRequestsOf(repository)
      .filter(
        ({ state, source }) =>
          state === 'OPEN' &&
          source.repository === from.uuid &&
          source.branch === branch,
      );
    for (const before of affected) {
      const { state, title } = before;
      const account = accountOf(actor);
      const after: PullRequest = {
        ...before,
        source: { ...before.source, hash },
        updatedOn: date,
        updates: [...before.updates, { account, date, state, title, hash }],
      };
      repositories.setPullRequest(repository, after);
      const { whole } = describePullRequest(context, repository, after);
      const more = { pullrequest: whole };
      const key = 'pullrequest:updated';
      void sendEvent(context, repository, { key, actor, more });
    }
  }
}
