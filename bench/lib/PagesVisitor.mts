import { createSourceRequire } from 'tools/lib/workspace.mts';
import type { openPagesInstance } from '../../plugins/bitbucket-cloud-backend/src/__testUtils__/openPagesInstance.ts';

const require = createSourceRequire(import.meta.url);
const { readOverview } =
  require('../../plugins/bitbucket-cloud-backend/src/overview/readOverview') as typeof import('../../plugins/bitbucket-cloud-backend/src/overview/readOverview.ts');

export type Pages = Awaited<ReturnType<typeof openPagesInstance>>;
type RepositoryName = Parameters<Pages['pipelines']>[0];

/** While a page is visible, it asks again after this time. */
const REFRESH_MS = 30_000;
/** How long a visitor stays on a page, on average. */
const STAY_MS = 3 * 60_000;

/** What visitors look at after the overview, and how often. */
const TABS = [
  { name: 'overview', share: 0.4 },
  { name: 'open', share: 0.3 },
  { name: 'merged', share: 0.03 },
  { name: 'declined', share: 0.01 },
  { name: 'pipelines', share: 0.14 },
  { name: 'steps', share: 0.04 },
  { name: 'deployments', share: 0.08 },
] as const;

type Tab = (typeof TABS)[number]['name'];

interface VisitorOptions {
  workspace: string;
  slugs: string[];
  random: () => number;
}

/** A person who opens the pages of entities, one after the other. */
export class PagesVisitor {
  #repository: RepositoryName | undefined;
  #tab: Tab = 'overview';
  #leavesAt = 0;
  #asksAt = 0;
  #isNew = false;
  readonly #options: VisitorOptions;

  constructor(options: VisitorOptions) {
    this.#options = options;
  }

  /** Sends the requests of the page that is open at this time. */
  async look(pages: Pages, now: number): Promise<void> {
    if (now >= this.#leavesAt) {
      this.#open(now);
    }
    if (now >= this.#asksAt && this.#repository) {
      this.#asksAt = now + REFRESH_MS;
      await this.#ask(pages, this.#repository);
    }
  }

  /** Everyone who opens the page of an entity sees its overview first. */
  #open(now: number) {
    const { random, slugs, workspace } = this.#options;
    const slug = slugs[Math.floor(random() * slugs.length)];
    this.#repository = { workspace, slug };
    let rest = random();
    this.#tab =
      TABS.find(({ share }) => (rest -= share) < 0)?.name ?? 'overview';
    this.#leavesAt = now + STAY_MS * 2 * random();
    this.#asksAt = now;
    this.#isNew = true;
  }

  async #ask(pages: Pages, repository: RepositoryName) {
    if (this.#isNew || this.#tab === 'overview') {
      this.#isNew = false;
      await readOverview({ name: repository, pages });
    }
    switch (this.#tab) {
      case 'overview':
        break;
      case 'pipelines':
        await pages.pipelines(repository);
        break;
      case 'steps': {
        const { data } = await pages.pipelines(repository);
        if (data.length > 0) {
          await pages.steps(repository, data[0].uuid);
        }
        break;
      }
      case 'deployments':
        await pages.environments(repository);
        break;
      default:
        await pages.pullRequests(repository, this.#tab);
    }
  }
}
