import type { Repository } from '../model/types';
import type {
  BranchRestriction,
  CommitStatus,
  Deployment,
  Environment,
  Pipeline,
} from './Pipeline';

/** The pipelines, deployments and branch restrictions of a repository. */
export interface LiveBuilds {
  /** By uuid, oldest first. */
  pipelines: Map<string, Pipeline>;
  /** By uuid, oldest first. */
  deployments: Map<string, Deployment>;
  environments: Environment[];
  /** By hash and key. */
  statuses: Map<string, CommitStatus>;
  restrictions: BranchRestriction[];
}

/** Pipelines by the uuid of their repository. */
export type BuildsState = ReadonlyMap<string, LiveBuilds>;

/** The pipelines of the repositories of one stub. They are created from the seed at their first use. */
export class Builds {
  #live = new Map<string, LiveBuilds>();

  constructor(private readonly open: (repository: Repository) => LiveBuilds) {}

  reset(): void {
    this.#live.clear();
  }

  snapshot(): BuildsState {
    return copyAll(this.#live);
  }

  restore(state: BuildsState): void {
    this.#live = copyAll(state);
  }

  /** Callers must not change the result. */
  of(repository: Repository): Readonly<LiveBuilds> {
    return this.#of(repository);
  }

  /** Finds a pipeline by its uuid or number. */
  findPipeline(repository: Repository, id: string): Pipeline | undefined {
    const { pipelines } = this.#of(repository);
    return (
      pipelines.get(id) ??
      pipelines.get(`{${id}}`) ??
      [...pipelines.values()].find(each => String(each.number) === id)
    );
  }

  /** Adds a pipeline, or replaces the one with the same uuid, with the deployments of its steps. */
  setPipeline(repository: Repository, pipeline: Pipeline): void {
    const live = this.#of(repository);
    live.pipelines.set(pipeline.uuid, pipeline);
    addDeployments(live, pipeline);
  }

  /** Adds a build status, or replaces the one of the same commit with the same key. */
  setStatus(repository: Repository, status: CommitStatus): void {
    const { statuses } = this.#of(repository);
    statuses.set(`${status.hash} ${status.key}`, status);
  }

  /** Adds a branch restriction, or replaces the one with the same id. */
  setRestriction(repository: Repository, restriction: BranchRestriction): void {
    const live = this.#of(repository);
    live.restrictions = [
      ...live.restrictions.filter(each => each.id !== restriction.id),
      restriction,
    ];
  }

  removeRestriction(repository: Repository, id: number): void {
    const live = this.#of(repository);
    live.restrictions = live.restrictions.filter(each => each.id !== id);
  }

  #of(repository: Repository): LiveBuilds {
    let live = this.#live.get(repository.uuid);
    if (!live) {
      live = this.open(repository);
      this.#live.set(repository.uuid, live);
    }
    return live;
  }
}

/** Adds the deployments of the steps of a pipeline that has none yet. */
export function addDeployments(live: LiveBuilds, pipeline: Pipeline): void {
  for (const step of pipeline.steps) {
    const environment = live.environments.find(
      ({ name }) => name === step.deployment,
    );
    const isNotRun =
      step.state.name === 'COMPLETED' && step.state.result === 'NOT_RUN';
    if (environment && !isNotRun) {
      // A step has one deployment, whose uuid follows from the uuid of the step.
      const uuid = `{d${step.uuid.slice(2)}`;
      const known = live.deployments.get(uuid);
      live.deployments.set(uuid, {
        uuid,
        number: known?.number ?? live.deployments.size + 1,
        environment: environment.uuid,
        pipeline: pipeline.uuid,
        step: step.uuid,
      });
    }
  }
}

function copyAll(state: BuildsState): Map<string, LiveBuilds> {
  return new Map(
    [...state].map(([uuid, live]) => [
      uuid,
      {
        pipelines: new Map(live.pipelines),
        deployments: new Map(live.deployments),
        environments: live.environments,
        statuses: new Map(live.statuses),
        restrictions: live.restrictions,
      },
    ]),
  );
}
