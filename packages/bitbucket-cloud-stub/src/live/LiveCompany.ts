import { createRandom } from '../model/createRandom';
import type { StubContext } from '../context';
import { pushFiles } from '../push/pushFiles';
import type { Person, Repository, Workspace } from '../model/types';
import { mainBranchOf } from '../store/LiveRepository';
import type { Pipeline } from '../store/Pipeline';
import type { PullRequest } from '../store/PullRequest';
import { endRun, runPipeline, deploy } from '../development/pipelines';
import { movePullRequest, openPullRequest } from '../development/pullRequests';
import { beginPipeline } from '../changes/pipelines/movePipeline';
import { TITLES } from './titles';

/**
 * Something that happened in the live mode.
 *
 * @public
 */
export interface LiveEvent {
  /** What happened. */
  kind:
    | 'push'
    | 'pull-request'
    | 'review'
    | 'merge'
    | 'pipeline'
    | 'deployment';
  /** `workspace/slug`. */
  repository: string;
}

const ENVIRONMENTS = ['Test', 'Test', 'Staging', 'Production'];

/** Makes the company of the seed live a little: people push, review, merge and deploy. */
export class LiveCompany {
  readonly #random: () => number;
  #count = 0;

  /** @param seed - The same number makes the same choices. */
  constructor(private readonly context: StubContext, seed: number) {
    this.#random = createRandom(seed);
  }

  /**
   * Lets the next thing happen. Pipelines that have been in progress for their planned time end first.
   *
   * @returns what happened; undefined if there was nothing to do
   */
  async step(): Promise<LiveEvent | undefined> {
    const place = this.#pickPlace();
    if (!place) {
      return undefined;
    }
    const ended = this.#endPipelines();
    if (ended) {
      return ended;
    }
    const turn = this.#count++ % 5;
    const kinds = [
      () => this.#push(place),
      () => this.#openPullRequest(place),
      () => this.#review(place),
      () => this.#merge(place),
      () => this.#deploy(place),
    ];
    return kinds[turn]();
  }

  async #push({ workspace, repository, person }: Place): Promise<LiveEvent> {
    const number = this.#count;
    await pushFiles(this.context, workspace.slug, repository.slug, {
      files: { [`changes/live-${number}.md`]: `Change ${number}\n` },
      message: this.#pick(TITLES),
      author: person.uuid,
    });
    this.#run({ workspace, repository, person }, mainBranchOf(repository));
    return eventOf('push', repository);
  }

  async #openPullRequest(place: Place): Promise<LiveEvent> {
    const { workspace, repository, person } = place;
    const title = this.#pick(TITLES);
    const branch = `feature/live-${this.#count}`;
    const reviewers = this.#others(place).slice(0, 2);
    await openPullRequest(this.context, [workspace.slug, repository.slug], {
      title,
      branch,
      files: { [`changes/live-${this.#count}.md`]: `${title}\n` },
      by: person.uuid,
      reviewers: reviewers.map(({ uuid }) => uuid),
    });
    this.#run(place, branch);
    return eventOf('pull-request', repository);
  }

  async #review(fallback: Place): Promise<LiveEvent> {
    const found = this.#pickOpen();
    if (!found) {
      return this.#openPullRequest(fallback);
    }
    const [{ workspace, slug }, { id, reviewers }] = found;
    const action = this.#pick([
      'approve',
      'approve',
      'comment',
      'request-changes',
    ] as const);
    movePullRequest(this.context, [workspace, slug, id], {
      action,
      by: this.#pick(reviewers),
      ...(action === 'comment' ? { text: 'Looks good, thank you.' } : {}),
    });
    return eventOf('review', found[0]);
  }

  async #merge(fallback: Place): Promise<LiveEvent> {
    const found = this.#pickOpen(({ reviews, draft }) => {
      const isApproved = reviews.some(({ state }) => state === 'approved');
      return isApproved && !draft;
    });
    if (!found) {
      return this.#review(fallback);
    }
    const [repository, { id, reviewers }] = found;
    const { workspace, slug } = repository;
    try {
      movePullRequest(this.context, [workspace, slug, id], {
        action: 'merge',
        by: reviewers[0],
      });
    } catch {
      // It has conflicts, which a person would have to resolve.
      return this.#push(fallback);
    }
    this.#run({ ...fallback, repository }, mainBranchOf(repository));
    return eventOf('merge', repository);
  }

  async #deploy({ workspace, repository, person }: Place): Promise<LiveEvent> {
    deploy(this.context, [workspace.slug, repository.slug], {
      environment: this.#pick(ENVIRONMENTS),
      by: person.uuid,
    });
    return eventOf('deployment', repository);
  }

  #run({ workspace, repository, person }: Place, branch: string): void {
    runPipeline(this.context, [workspace.slug, repository.slug], {
      branch,
      by: person.uuid,
    });
  }

  /** Begins pending pipelines, and ends one whose steps have taken their time. */
  #endPipelines(): LiveEvent | undefined {
    const now = this.context.clock.now();
    for (const [repository, pipeline] of this.#unfinished()) {
      const planned = pipeline.steps.reduce(
        (sum, each) => sum + each.seconds,
        0,
      );
      if (pipeline.state.name === 'PENDING') {
        beginPipeline(this.context, repository, pipeline);
      } else if (now - Date.parse(pipeline.createdOn) >= planned * 1000) {
        const { workspace, slug } = repository;
        const result = this.#random() < 0.8 ? 'SUCCESSFUL' : 'FAILED';
        endRun(this.context, [workspace, slug, pipeline.uuid], { result });
        return eventOf('pipeline', repository);
      }
    }
    return undefined;
  }

  #unfinished(): [Repository, Pipeline][] {
    return this.#repositories().flatMap(repository =>
      [...this.context.store.builds.of(repository).pipelines.values()]
        .filter(
          ({ state }) =>
            state.name === 'PENDING' ||
            (state.name === 'IN_PROGRESS' && state.stage === 'RUNNING'),
        )
        .map((each): [Repository, Pipeline] => [repository, each]),
    );
  }

  #pickOpen(
    isWanted: (each: PullRequest) => boolean = () => true,
  ): [Repository, PullRequest] | undefined {
    const { repositories } = this.context.store;
    const open = this.#repositories().flatMap(repository =>
      repositories
        .pullRequestsOf(repository)
        .filter(
          each =>
            each.state === 'OPEN' &&
            each.reviewers.length > 0 &&
            isWanted(each),
        )
        .map((each): [Repository, PullRequest] => [repository, each]),
    );
    return open.length > 0 ? this.#pick(open) : undefined;
  }

  /** The repositories of the seed that have pipelines. */
  #repositories(): Repository[] {
    const { activity, repositories } = this.context.store;
    return [...(activity?.repositories ?? [])].flatMap(uuid => {
      const repository = repositories.findByUuid(uuid);
      return repository && activity?.of(uuid)?.definition !== undefined
        ? [repository]
        : [];
    });
  }

  #pickPlace(): Place | undefined {
    const all = this.#repositories();
    if (all.length === 0) {
      return undefined;
    }
    const repository = this.#pick(all);
    const workspace = this.context.store.findWorkspace(repository.workspace)!;
    const people = membersOf(this.context, workspace);
    return people.length === 0
      ? undefined
      : { workspace, repository, person: this.#pick(people) };
  }

  #others({ workspace, person }: Place): Person[] {
    return membersOf(this.context, workspace).filter(each => each !== person);
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)];
  }
}

interface Place {
  workspace: Workspace;
  repository: Repository;
  person: Person;
}

function membersOf({ store }: StubContext, workspace: Workspace): Person[] {
  return store.membersOf(workspace).filter(({ removed }) => !removed);
}

function eventOf(kind: LiveEvent['kind'], repository: Repository): LiveEvent {
  const { workspace, slug } = repository;
  return { kind, repository: `${workspace}/${slug}` };
}
