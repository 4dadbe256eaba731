import {
  describePullRequest,
  refreshPullRequest,
} from '../../events/pullRequestResource';
import { mergePullRequest } from '../../changes/mergePullRequest';
import { sendEvent } from '../../events/sendEvent';
import type { WebhookEvent } from '../../model/webhookEvents';
import type { Repository } from '../../model/types';
import type { PullRequest, PullRequestState } from '../../store/PullRequest';
import type { Call, Representation } from '../Call';
import {
  applyFields,
  changeSchema,
  createPullRequest,
  creationSchema,
  mergeSchema,
} from '../pullRequestFields';
import { fieldsNamed } from '../query/select';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}/pullrequests';
const ONE = `${PATH}/{pull_request_id}`;
const STATES = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'];

const FIELDS = fieldsNamed(
  'id',
  'title',
  'description',
  'state',
  'draft',
  'author.uuid',
  'author.nickname',
  'source.branch.name',
  'source.commit.hash',
  'source.repository.full_name',
  'destination.branch.name',
  'reviewers.uuid',
  'created_on',
  'updated_on',
);

/** Pull requests. */
export const PULL_REQUEST_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['pullrequest'],
    respond: call => {
      const repository = call.repository();
      const states = readStates(call);
      const all = call.context.store.repositories.pullRequestsOf(repository);
      return call.sendList(
        all.filter(({ state }) => states.includes(state)).reverse(),
        each => presentListed(call, repository, each),
        { filter: FIELDS, sort: FIELDS },
      );
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['pullrequest:write'],
    respond: call => {
      const repository = call.repository();
      const fields = call.readJson(creationSchema);
      const { pullRequest, isNew } = createPullRequest(
        call,
        repository,
        fields,
      );
      save(call, repository, pullRequest);
      const key = isNew ? 'pullrequest:created' : 'pullrequest:updated';
      tell(call, [repository, pullRequest], key);
      const { whole } = describePullRequest(
        call.context,
        repository,
        pullRequest,
      );
      const { links } = whole as { links: { self: { href: string } } };
      call.c.header('Location', links.self.href);
      return call.send({ body: whole }, 201);
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const repository = call.repository();
      return sendWhole(call, repository, findPullRequest(call, repository));
    },
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: ['pullrequest:write'],
    respond: call => {
      const repository = call.repository();
      const before = findOpen(call, repository);
      const isAuthor = before.author.uuid === call.actor.uuid;
      if (!isAuthor && !call.writesToRepository(repository)) {
        throw new RestError(403, 'You cannot change this pull request.');
      }
      const after = applyFields(
        call,
        [repository, before],
        call.readJson(changeSchema),
      );
      save(call, repository, after);
      tell(call, [repository, after], 'pullrequest:updated');
      return sendWhole(call, repository, after);
    },
  },
  {
    method: 'POST',
    path: `${ONE}/merge`,
    scopes: ['pullrequest:write'],
    respond: call => {
      const repository = call.writableRepository();
      const before = findOpen(call, repository);
      if (call.query('async') === 'true') {
        throw call.notImplemented('async=true');
      }
      return sendWhole(call, repository, merge(call, repository, before));
    },
  },
  {
    method: 'POST',
    path: `${ONE}/decline`,
    scopes: ['pullrequest:write'],
    respond: call => {
      const repository = call.writableRepository();
      const open = findOpen(call, repository);
      const declined: PullRequest = {
        ...refreshPullRequest(call.context, repository, open),
        state: 'DECLINED',
        closedBy: call.actor.body,
        updatedOn: call.now,
      };
      save(call, repository, declined);
      tell(call, [repository, declined], 'pullrequest:rejected');
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

function readStates({ url }: Call): PullRequestState[] {
  const states = url.searchParams
    .getAll('state')
    .map(state => state.toUpperCase());
  const unknown = states.find(state => !STATES.includes(state));
  if (unknown !== undefined) {
    throw new RestError(
      400,
      `Invalid value for state: it must be one of ${STATES.join(', ')}.`,
    );
  }
  return states.length > 0 ? (states as PullRequestState[]) : ['OPEN'];
}

function findPullRequest(call: Call, repository: Repository): PullRequest {
  const id = call.param('pull_request_id');
  const pullRequest = call.context.store.repositories
    .pullRequestsOf(repository)
    .find(each => String(each.id) === id);
  if (!pullRequest) {
    throw new RestError(404, `No pull request with the id '${id}'.`);
  }
  return pullRequest;
}

function findOpen(call: Call, repository: Repository): PullRequest {
  const pullRequest = findPullRequest(call, repository);
  if (pullRequest.state !== 'OPEN') {
    throw new RestError(400, 'This pull request is already closed.');
  }
  return pullRequest;
}

function save(
  { context }: Call,
  repository: Repository,
  pullRequest: PullRequest,
): void {
  context.store.repositories.setPullRequest(repository, pullRequest);
}

function tell(
  { context, actor }: Call,
  [repository, pullRequest]: [Repository, PullRequest],
  key: WebhookEvent,
): void {
  const { whole } = describePullRequest(context, repository, pullRequest);
  void sendEvent(context, repository, {
    key,
    actor,
    more: { pullrequest: whole },
  });
}

function presentListed(
  { context }: Call,
  repository: Repository,
  pullRequest: PullRequest,
): Representation {
  const { listed, whole } = describePullRequest(
    context,
    repository,
    pullRequest,
  );
  return { body: listed, full: () => whole };
}

function sendWhole(
  call: Call,
  repository: Repository,
  pullRequest: PullRequest,
): Response {
  const { whole } = describePullRequest(call.context, repository, pullRequest);
  return call.send({ body: whole });
}
