import { type BitbucketProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { type DiscoveryApi, type FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  type BitbucketListedState,
  type BitbucketPagesApi,
} from './BitbucketPagesApi';
import { BitbucketPagesError } from './BitbucketPagesError';

/** Sends the requests of the pages to the backend. */
export class BitbucketPagesClient implements BitbucketPagesApi {
  constructor(
    private readonly apis: { discoveryApi: DiscoveryApi; fetchApi: FetchApi },
  ) {}

  /** {@inheritDoc BitbucketPagesApi.getPullRequests} */
  getPullRequests(entityRef: string, state: BitbucketListedState) {
    return this.#get(entityRef, `pull-requests?status=${state}`);
  }

  /** {@inheritDoc BitbucketPagesApi.getPullRequestDetails} */
  getPullRequestDetails(entityRef: string, id: number) {
    return this.#get(entityRef, `pull-requests/${id}`);
  }

  /** {@inheritDoc BitbucketPagesApi.getPipelines} */
  getPipelines(entityRef: string) {
    return this.#get(entityRef, 'pipelines');
  }

  /** {@inheritDoc BitbucketPagesApi.getSteps} */
  getSteps(entityRef: string, uuid: string) {
    return this.#get(entityRef, `pipelines/${encodeURIComponent(uuid)}/steps`);
  }

  /** {@inheritDoc BitbucketPagesApi.getLog} */
  getLog(entityRef: string, where: { pipeline: string; step: string }) {
    const [pipeline, step] = [where.pipeline, where.step].map(
      encodeURIComponent,
    );
    return this.#get(entityRef, `pipelines/${pipeline}/steps/${step}/log`);
  }

  /** {@inheritDoc BitbucketPagesApi.getEnvironments} */
  getEnvironments(entityRef: string) {
    return this.#get(entityRef, 'environments');
  }

  async #get(entityRef: string, path: string) {
    const { discoveryApi, fetchApi } = this.apis;
    const { kind, name, namespace } = parseEntityRef(entityRef);
    const base = await discoveryApi.getBaseUrl('bitbucket-cloud');
    const names = [kind, namespace, name].map(encodeURIComponent).join('/');
    const response = await fetchApi.fetch(`${base}/entities/${names}/${path}`);
    if (response.status === 503) {
      const { problem } = (await response.json().catch(() => ({}))) as {
        problem?: BitbucketProblem;
      };
      throw new BitbucketPagesError(
        problem?.message ?? 'The portal does not respond.',
        problem,
      );
    }
    if (!response.ok) {
      const error = await ResponseError.fromResponse(response);
      throw new BitbucketPagesError(error.body.error.message);
    }
    return response.json();
  }
}
