import {
  type BitbucketScorecard,
  type BitbucketScorecards,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { NAME_FIELDS } from '../entities/repositoryOf';
import { evaluate } from './evaluate';
import { CHECK_TITLES, type ScorecardConfig } from './scorecardConfig';
import { type ScorecardFacts } from './ScorecardFacts';
import { ownerOf } from './ScorecardPass';
import { type ScorecardStore } from './ScorecardStore';

const CHUNK = 500;

/** The scorecards that users read. */
export class Scorecards {
  constructor(
    private readonly deps: {
      catalog: CatalogService;
      config: ScorecardConfig;
      store: ScorecardStore;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns the scorecards of the components that the user can read in the catalog. */
  async list(credentials: BackstageCredentials): Promise<BitbucketScorecards> {
    const { catalog, config, store } = this.deps;
    const facts = await store.list();
    const checkedAt = await store.checkedAt();
    const refs = [...facts.keys()];
    const scorecards: BitbucketScorecard[] = [];
    for (let start = 0; start < refs.length; start += CHUNK) {
      const entityRefs = refs.slice(start, start + CHUNK);
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: [...NAME_FIELDS, 'relations'] },
        { credentials },
      );
      for (const entity of items) {
        const ref = entity && stringifyEntityRef(entity);
        const known = ref && facts.get(ref);
        if (known) {
          const at = checkedAt.get(ref);
          scorecards.push(this.#toScorecard(entity, known, at));
        }
      }
    }
    return {
      checks: config.checks.map(id => ({ id, title: CHECK_TITLES[id] })),
      scorecards: scorecards.sort((a, b) => a.title.localeCompare(b.title)),
    };
  }

  /** Returns the scorecard of a component; without any before the first pass. The caller must check the permission. */
  async find(entity: Entity): Promise<BitbucketScorecards> {
    const { config, store } = this.deps;
    const found = await store.find(stringifyEntityRef(entity));
    return {
      checks: config.checks.map(id => ({ id, title: CHECK_TITLES[id] })),
      scorecards: found
        ? [this.#toScorecard(entity, found.facts, found.checkedAt)]
        : [],
    };
  }

  #toScorecard(
    entity: Entity,
    facts: ScorecardFacts,
    checkedAt?: number,
  ): BitbucketScorecard {
    const { config } = this.deps;
    const owner = ownerOf(entity);
    return {
      entityRef: stringifyEntityRef(entity),
      title: entity.metadata.title ?? entity.metadata.name,
      ...(owner && { owner }),
      repository: facts.repository,
      checks: evaluate(facts, { ...config, now: this.now(), checkedAt }),
    };
  }
}
