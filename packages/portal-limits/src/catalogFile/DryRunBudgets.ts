import { Router } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Limits } from '../limits/limits';
import { ReadingBudget } from './ReadingBudget';

/**
 * The budgets of the requests to register a location, and to validate an entity. With
 * `dryRun`, the catalog reads the location and all Locations below it within the request. Processors receive no request data, so the budget is in an `AsyncLocalStorage`.
 * The catalog reads a registered location later, outside of the request.
 */
export class DryRunBudgets {
  readonly #storage = new AsyncLocalStorage<ReadingBudget>();

  constructor(private readonly limits: Limits) {}

  /** Runs before the routes of the catalog. */
  createRouter(): Router {
    return Router()
      .post('/locations', (_req, _res, next) =>
        this.#storage.run(new ReadingBudget(this.limits), next),
      )
      .post('/validate-entity', (_req, _res, next) => {
        const mostValues = this.limits['entity.values'];
        this.#storage.run(new ReadingBudget(this.limits, mostValues), next);
      });
  }

  /** The budget of the dry run or the validation in progress, or `undefined` outside of one. */
  current(): ReadingBudget | undefined {
    return this.#storage.getStore();
  }
}
