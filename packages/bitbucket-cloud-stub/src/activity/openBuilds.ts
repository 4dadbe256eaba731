import type { SeedRepositoryActivity } from '../model/activity';
import { deriveUuid } from '../model/deriveUuid';
import type { Repository } from '../model/types';
import { addDeployments, type LiveBuilds } from '../store/Builds';
import { mainBranchOf } from '../store/LiveRepository';
import type { BranchRestriction, Environment } from '../store/Pipeline';
import type { Repositories } from '../store/Repositories';
import type { ActivityContext } from './ActivityContext';
import { openPipelines } from './openPipelines';

const TYPES = ['Test', 'Staging', 'Production'] as const;

/** Returns the initial pipelines, environments, deployments and branch restrictions of a repository. */
export function openBuilds(
  repository: Repository,
  repositories: Repositories,
  activity: ActivityContext | undefined,
): LiveBuilds {
  const live: LiveBuilds = {
    pipelines: new Map(),
    deployments: new Map(),
    environments: createEnvironments(repository),
    statuses: new Map(),
    restrictions: [],
  };
  const { uuid } = repository;
  const seed = activity?.of(uuid);
  if (!activity || !seed) {
    return live;
  }
  const mainBranch = mainBranchOf(repository);
  const tip = repositories.findBranch(repository, mainBranch);
  const commits = tip ? repositories.commitsOf(repository, [tip]) : [];
  const pipelines = openPipelines(activity, seed, {
    uuid,
    mainBranch,
    pullRequests: repositories.pullRequestsOf(repository),
    tipAt: time =>
      (commits.find(each => Date.parse(each.date) <= time) ?? commits.at(-1))
        ?.hash ?? '',
  });
  for (const pipeline of pipelines) {
    live.pipelines.set(pipeline.uuid, pipeline);
    addDeployments(live, pipeline);
  }
  live.restrictions = openRestrictions(activity, seed);
  return live;
}

/** Every repository has the three environments that Bitbucket creates. */
function createEnvironments({ uuid }: Repository): Environment[] {
  return TYPES.map((name, rank) => ({
    uuid: deriveUuid('environment', uuid, name),
    name,
    type: name,
    rank,
  }));
}

function openRestrictions(
  activity: ActivityContext,
  { branch_restrictions: all = [] }: SeedRepositoryActivity,
): BranchRestriction[] {
  return all.map(({ kind, pattern, value, users = [] }, index) => ({
    id: index + 1,
    kind,
    pattern,
    matchKind: 'glob',
    ...(value === undefined ? {} : { value }),
    users: users.map(name => activity.account(name).uuid),
  }));
}
