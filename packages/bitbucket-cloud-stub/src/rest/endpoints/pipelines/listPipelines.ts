import { pipelineBody } from '../../../bodies/pipelineBodies';
import type { Repository } from '../../../model/types';
import type { Pipeline, RunState } from '../../../store/Pipeline';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';

/** The value of each filter for a pipeline. */
const FILTERS: Record<string, (pipeline: Pipeline) => string | undefined> = {
  'creator.uuid': ({ creator }) => creator.uuid,
  'target.ref_type': ({ branch }) =>
    branch === undefined ? undefined : 'BRANCH',
  'target.ref_name': ({ branch }) => branch,
  'target.branch': ({ branch }) => branch,
  'target.commit.hash': ({ hash }) => hash,
  'target.selector.pattern': ({ selector }) => selector.pattern,
  'target.selector.type': ({ selector }) =>
    selector.type.toUpperCase().replace('-', '').replace('BRANCHES', 'BRANCH'),
  trigger_type: ({ trigger }) =>
    trigger === 'SCHEDULE' ? 'SCHEDULED' : trigger,
  status: ({ state }) => statusOf(state),
};

const NOT_SUPPORTED = ['created_on'];

const ORDERS: Record<string, (pipeline: Pipeline) => string> = {
  'creator.uuid': ({ creator }) => creator.uuid,
  created_on: ({ createdOn }) => createdOn,
  run_creation_date: ({ createdOn }) => createdOn,
};

/**
 * Sends a page of the pipelines of a repository, oldest first without `sort`.
 *
 * Source: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-get
 */
export function listPipelines(call: Call, repository: Repository): Response {
  const { context, url } = call;
  const { pipelines } = context.store.builds.of(repository);
  const missing = NOT_SUPPORTED.find(name => url.searchParams.has(name));
  if (missing !== undefined) {
    throw call.notImplemented(`the parameter ${missing}`);
  }
  const filters = Object.entries(FILTERS).filter(([name]) =>
    url.searchParams.has(name),
  );
  const found = [...pipelines.values()].filter(each =>
    filters.every(([name, read]) =>
      url.searchParams.getAll(name).includes(read(each) ?? ''),
    ),
  );
  return call.sendList(
    sort(found, call.query('sort')),
    each => ({ body: pipelineBody(context, repository, each) }),
    { ignoresQuery: true },
  );
}

function sort(found: Pipeline[], order: string | undefined): Pipeline[] {
  if (order === undefined) {
    return found;
  }
  const [, minus, name] = /^(-?)(.*)$/s.exec(order)!;
  if (!Object.hasOwn(ORDERS, name)) {
    throw new RestError(400, 'Bad request', {
      detail: `The field "${name}" cannot be used to sort pipelines.`,
    });
  }
  const read = ORDERS[name];
  const sign = minus ? -1 : 1;
  return found.sort((a, b) => {
    const [first, second] = [read(a), read(b)];
    if (first === second) {
      return sign * (a.number - b.number);
    }
    return first < second ? -sign : sign;
  });
}

function statusOf(state: RunState): string {
  switch (state.name) {
    case 'PENDING':
      return 'PENDING';
    case 'IN_PROGRESS':
      return state.stage === 'PAUSED' ? 'PAUSED' : 'BUILDING';
    default:
      return state.result === 'SUCCESSFUL' ? 'PASSED' : state.result;
  }
}
