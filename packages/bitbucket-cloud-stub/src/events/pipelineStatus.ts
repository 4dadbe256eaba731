import type { StubContext } from '../context';
import type { Repository } from '../model/types';
import type { CommitStatus, Pipeline } from '../store/Pipeline';

type Resources = Pick<StubContext, 'store' | 'site'>;

const RESULTS: Record<string, CommitStatus['state']> = {
  SUCCESSFUL: 'SUCCESSFUL',
  STOPPED: 'STOPPED',
};

/** Returns the build status that a pipeline sets on its commit. */
export function pipelineStatus(
  { site }: Pick<Resources, 'site'>,
  { workspace, slug }: Repository,
  pipeline: Pipeline,
): CommitStatus {
  const { uuid, number, hash, state, branch, selector } = pipeline;
  const kind = selector.type === 'custom' ? `${selector.pattern} ` : '';
  const name = `${kind}Pipeline #${number}`;
  return {
    hash,
    key: String(parseInt(uuid.slice(1, 9), 16)),
    state:
      state.name === 'COMPLETED'
        ? RESULTS[state.result] ?? 'FAILED'
        : 'INPROGRESS',
    name: branch === undefined ? name : `${name} for ${branch}`,
    description: '',
    url: `${site.url}/${workspace}/${slug}/pipelines/results/${number}`,
    ...(branch === undefined ? {} : { refname: branch }),
    createdOn: pipeline.createdOn,
    updatedOn: pipeline.completedOn ?? pipeline.createdOn,
  };
}

/** Returns the build statuses of a commit: those of its pipelines, and those that clients created. */
export function statusesOf(
  context: Resources,
  repository: Repository,
  hash: string,
): CommitStatus[] {
  const { pipelines, statuses } = context.store.builds.of(repository);
  return [
    ...[...pipelines.values()]
      .filter(each => each.hash === hash)
      .map(each => pipelineStatus(context, repository, each)),
    ...[...statuses.values()].filter(each => each.hash === hash),
  ].sort((a, b) => (a.createdOn < b.createdOn ? -1 : 1));
}
