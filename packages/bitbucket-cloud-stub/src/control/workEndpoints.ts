import type { Context } from 'hono';
import type { StubEnv } from '../http/StubEnv';
import type {
  NewDeployment,
  PipelineResult,
  PipelineRun,
} from '../development/pipelines';
import type {
  NewPullRequest,
  PullRequestMove,
} from '../development/pullRequests';
import type { ControlEndpoint } from './ControlEndpoint';
import { readJson } from './readRequest';

/** The control endpoints for pull requests, pipelines and deployments. */
export const WORK_ENDPOINTS: readonly ControlEndpoint[] = [
  {
    method: 'POST',
    path: '/pull-requests/:workspace/:repository',
    does: 'opens a pull request: `{"title", "branch", "files", "by", "reviewers", "draft"}`',
    respond: ({ c, stub }) =>
      stub.openPullRequest(...placeOf(c), readJson<NewPullRequest>(c)),
  },
  {
    method: 'POST',
    path: '/pull-requests/:workspace/:repository/:id',
    does: 'moves a pull request: `{"action", "by", "text"}` with `approve`, `unapprove`, `request-changes`, `comment`, `merge` or `decline`',
    respond: ({ c, stub }) =>
      stub.movePullRequest(
        [...placeOf(c), Number(c.req.param('id'))],
        readJson<PullRequestMove>(c),
      ),
  },
  {
    method: 'POST',
    path: '/pipelines/:workspace/:repository',
    does: 'runs a pipeline, which stays in progress: `{"branch", "by"}`',
    respond: ({ c, stub }) =>
      stub.runPipeline(...placeOf(c), readJson<PipelineRun>(c)),
  },
  {
    method: 'POST',
    path: '/pipelines/:workspace/:repository/:id',
    does: 'ends a pipeline, by its number or uuid: `{"result": "FAILED", "log", "repeatLog", "tests"}`',
    respond: ({ c, stub }) =>
      stub.endPipeline(
        [...placeOf(c), c.req.param('id') ?? ''],
        readJson<PipelineResult>(c),
      ),
  },
  {
    method: 'POST',
    path: '/deployments/:workspace/:repository',
    does: 'deploys a branch: `{"environment": "Production", "branch", "by", "result"}`',
    respond: ({ c, stub }) =>
      stub.deploy(...placeOf(c), readJson<NewDeployment>(c)),
  },
  {
    method: 'POST',
    path: '/live',
    does: 'lets the next thing of the live mode happen',
    respond: async ({ stub }) => (await stub.live()) ?? { kind: 'nothing' },
  },
];

function placeOf(c: Context<StubEnv>): [workspace: string, repository: string] {
  return [c.req.param('workspace') ?? '', c.req.param('repository') ?? ''];
}
