import { type BitbucketScorecards } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  type BitbucketClientDependencies,
  readBody,
  requestPlugin,
} from '../../request/requestCatalog';
import { type BitbucketScorecardApi } from './BitbucketScorecardApi';

/** Sends the requests of the scorecard to the backend. */
export class BitbucketScorecardClient implements BitbucketScorecardApi {
  constructor(private readonly dependencies: BitbucketClientDependencies) {}

  /** {@inheritDoc BitbucketScorecardApi.getScorecards} */
  getScorecards(): Promise<BitbucketScorecards> {
    return this.#get('scorecard');
  }

  /** {@inheritDoc BitbucketScorecardApi.getScorecard} */
  getScorecard(entityRef: string): Promise<BitbucketScorecards> {
    const { kind, name, namespace } = parseEntityRef(entityRef);
    const names = [kind, namespace, name].map(encodeURIComponent).join('/');
    return this.#get(`entities/${names}/scorecard`);
  }

  async #get(path: string): Promise<BitbucketScorecards> {
    const response = await requestPlugin(this.dependencies, path);
    return (await readBody(response)) as BitbucketScorecards;
  }
}
