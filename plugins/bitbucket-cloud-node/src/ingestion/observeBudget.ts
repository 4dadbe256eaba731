import { type MetricsService } from '@backstage/backend-plugin-api/alpha';
import { type Knex } from 'knex';
import { countCalls } from './RateBudget';

/**
 * Reports which share of the calls of the last hour is used, 0 to 1, by all instances. The database is asked when the
 * metrics are read.
 *
 * @param options - the name of the metric, and its attribute `provider`
 *
 * @public
 */
export function observeBudget(
  metrics: MetricsService,
  options: {
    name: string;
    provider: string;
    budget: { knex: Knex; key: string; limit: number };
  },
): void {
  const { name, provider } = options;
  const { key, knex, limit } = options.budget;
  metrics
    .createObservableGauge(name, {
      description: "Used share of the hour's calls to Bitbucket",
    })
    .addCallback(async result => {
      result.observe((await countCalls(knex, key)) / limit, { provider });
    });
}
