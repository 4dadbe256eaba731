import {
  declinePullRequest,
  savePullRequest,
} from '../../../changes/changePullRequest';
import { mergePullRequest } from '../../../changes/mergePullRequest';
import { describePullRequest } from '../../../events/pullRequestResource';
import type { Repository } from '../../../model/types';
import type { PullRequest } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import {
  applyFields,
  changeSchema,
  createPullRequest,
  creationSchema,
  declineSchema,
  mergeSchema,
} from './fields';
import { findOpen, findPullRequest, PULL_REQUEST, PULL_REQUESTS } from './find';
import { listPullRequests } from './listPullRequests';

/** Pull requests of a repository. */
export const PULL_REQUEST_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PULL_REQUESTS,
    scopes: ['pullrequest'],
    respond: call => {
      const repository = call.repository();
      const all = call.context.store.repositories.pullRequestsOf(repository);
      return listPullRequests(
        call,
        all
          .map((each): [Repository, PullRequest] => [repository, each])
          .reverse(),
      );
    },
  },
  {
    method: 'POST',
    path: PULL_REQUESTS,
    scopes: ['pullrequest:write'],
    respond: call => {
      const { context, actor } = call;
      const repository = call.repository();
      const fields = call.readJson(creationSchema);
      const { pullRequest, isNew } = createPullRequest(
        call,
        repository,
        fields,
      );
      const key = isNew ? 'pullrequest:created' : 'pullrequest:updated';
      savePullRequest(context, [repository, pullRequest], { key, actor });
      const { whole } = describePullRequest(context, repository, pullRequest);
      const { links } = whole as { links: { self: { href: string } } };
      call.c.header('Location', links.self.href);
      return call.send({ body: whole }, 201);
    },
  },
  {
    method: 'GET',
    path: PULL_REQUEST,
    scopes: ['pullrequest'],
    respond: call => sendWhole(call, ...findPullRequest(call)),
  },
  {
    method: 'PUT',
    path: PULL_REQUEST,
    scopes: ['pullrequest:write'],
    respond: call => {
      const { context, actor } = call;
      const [repository, before] = findOpen(call);
      const isAuthor = before.author.uuid === actor.uuid;
      if (!isAuthor && !call.writesToRepository(repository)) {
        throw new RestError(403, 'You cannot change this pull request.');
      }
      const fields = call.readJson(changeSchema);
      const after = savePullRequest(
        context,
        [repository, applyFields(call, [repository, before], fields)],
        { key: 'pullrequest:updated', actor },
      );
      return sendWhole(call, repository, after);
    },
  },
  {
    method: 'POST',
    path: `${PULL_REQUEST}/merge`,
    scopes: ['pullrequest:write'],
    respond: call => {
      const repository = call.writableRepository();
      const [, before] = findOpen(call);
      if (call.query('async') === 'true') {
        throw call.notImplemented('async=true');
      }
      return sendWhole(call, repository, merge(call, repository, before));
    },
  },
  {
    method: 'POST',
    path: `${PULL_REQUEST}/decline`,
    scopes: ['pullrequest:write'],
    respond: call => {
      const { context, actor } = call;
      const repository = call.writableRepository();
      const [, open] = findOpen(call);
      const isEmpty = (call.c.var.body ?? '') === '';
      const reason = isEmpty ? undefined : call.readJson(declineSchema).reason;
      const declined = declinePullRequest(context, [repository, open], {
        actor,
        reason,
      });
      return sendWhole(call, repository, declined);
    },
  },
];

function merge(
  call: Call,
  repository: Repository,
  pullRequest: PullRequest,
): PullRequest {
  const body = call.c.var.body ?? '';
  const fields = body === '' ? undefined : call.readJson(mergeSchema);
  const strategy = fields?.merge_strategy ?? 'merge_commit';
  if (!isSupported(strategy)) {
    throw call.notImplemented(`merge_strategy ${strategy}`);
  }
  try {
    return mergePullRequest(call.context, [repository, pullRequest], {
      strategy,
      message: fields?.message,
      closeSourceBranch: fields?.close_source_branch,
      actor: call.actor,
    });
  } catch (error) {
    throw new RestError(400, (error as Error).message);
  }
}

function isSupported(
  strategy: string,
): strategy is 'merge_commit' | 'squash' | 'fast_forward' {
  return ['merge_commit', 'squash', 'fast_forward'].includes(strategy);
}

function sendWhole(
  call: Call,
  repository: Repository,
  pullRequest: PullRequest,
): Response {
  const { whole } = describePullRequest(call.context, repository, pullRequest);
  return call.send({ body: whole });
}
