import type { BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';

const PIPELINE_MS = 4 * 60_000;
const MOVES = ['comment', 'comment', 'approve', 'comment', 'merge'] as const;

/** What happens in an hour. The changes at Bitbucket are spread evenly over the hour and over the repositories. */
export interface PagesWork {
  people: number;
  repositories: number;
  /** Events of pull requests: opened, commented, approved, merged. */
  pullRequestEvents: number;
  /** Pipelines, each of which ends four minutes after its start. One in four is a deployment. */
  pipelines: number;
  hours: number;
  hasWebhooks: boolean;
}

interface Opened {
  slug: string;
  id: number;
  moves: number;
}

/** What people do at Bitbucket while others look at the pages of the portal. */
export class PagesActivity {
  #pullRequestEvents = 0;
  #pipelines = 0;
  #opened: Opened[] = [];
  #running: { slug: string; uuid: string; endsAt: number }[] = [];

  readonly #stub: BitbucketCloudStub;
  readonly #place: { workspace: string; slugs: string[] };

  constructor(
    stub: BitbucketCloudStub,
    place: { workspace: string; slugs: string[] },
  ) {
    this.#stub = stub;
    this.#place = place;
  }

  /**
   * Does what is due.
   *
   * @param hours - since the start
   */
  async work(work: PagesWork, hours: number): Promise<void> {
    const stub = this.#stub;
    const now = stub.clock.now();
    while (
      this.#pullRequestEvents < Math.floor(hours * work.pullRequestEvents)
    ) {
      this.#pullRequestEvents += 1;
      await this.#changePullRequest();
    }
    const ended = this.#running.filter(({ endsAt }) => endsAt <= now);
    this.#running = this.#running.filter(({ endsAt }) => endsAt > now);
    for (const { slug, uuid } of ended) {
      stub.endPipeline([this.#place.workspace, slug, uuid], {
        result: 'SUCCESSFUL',
      });
    }
    while (this.#pipelines < Math.floor(hours * work.pipelines)) {
      this.#pipelines += 1;
      this.#startPipeline(now);
    }
  }

  #startPipeline(now: number) {
    const { slugs, workspace } = this.#place;
    const slug = slugs[(this.#pipelines * 7) % slugs.length];
    if (this.#pipelines % 4 === 0) {
      this.#stub.deploy(workspace, slug, { environment: 'Production' });
      return;
    }
    const { uuid } = this.#stub.runPipeline(workspace, slug, {}) as {
      uuid: string;
    };
    this.#running.push({ slug, uuid, endsAt: now + PIPELINE_MS });
  }

  /** Each pull request is opened, discussed, approved and merged. Several are open at a time. */
  async #changePullRequest() {
    const { slugs, workspace } = this.#place;
    const count = this.#pullRequestEvents;
    if (this.#opened.length < 10) {
      const slug = slugs[(count * 3) % slugs.length];
      const { id } = (await this.#stub.openPullRequest(workspace, slug, {
        title: `Work ${count}`,
        branch: `feature/work-${count}`,
        files: { [`work/${count}.md`]: `Work ${count}\n` },
      })) as { id: number };
      this.#opened.push({ slug, id, moves: 0 });
      return;
    }
    const opened = this.#opened.shift()!;
    const { slug, id, moves } = opened;
    const action = MOVES[moves];
    this.#stub.movePullRequest([workspace, slug, id], { action });
    if (action !== 'merge') {
      this.#opened.push({ ...opened, moves: moves + 1 });
    }
  }
}
