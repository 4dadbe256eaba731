import {
  type BitbucketAnswer,
  type BitbucketHome,
  type BitbucketPipelineAction,
  type BitbucketProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { type DiscoveryApi, type FetchApi } from '@backstage/core-plugin-api';
import {
  type BitbucketListedState,
  type BitbucketPagesApi,
} from './BitbucketPagesApi';
import { BitbucketPagesError } from './BitbucketPagesError';
import { BitbucketRequestError } from '../../request/BitbucketRequestError';
import {
  incompatible,
  readFailure,
  toReadableError,
} from '../../request/requestCatalog';

/** Sends the requests of the pages to the backend. */
export class BitbucketPagesClient implements BitbucketPagesApi {
  /** The request that the cards of the home page share. */
  #home?: Promise<BitbucketAnswer<BitbucketHome>>;

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

  /** {@inheritDoc BitbucketPagesApi.getFolderPullRequests} */
  getFolderPullRequests(entityRef: string) {
    return this.#get(entityRef, 'pull-requests/folder');
  }

  /** {@inheritDoc BitbucketPagesApi.getPipelines} */
  getPipelines(entityRef: string) {
    return this.#get(entityRef, 'pipelines');
  }

  /** {@inheritDoc BitbucketPagesApi.actOnPipeline} */
  actOnPipeline(
    entityRef: string,
    request: { action: BitbucketPipelineAction; uuid: string; token: string },
  ) {
    const { action, token, uuid } = request;
    const path = `pipelines/${encodeURIComponent(uuid)}/${action}`;
    return this.#get(entityRef, path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      // Not in a header or the URL, which proxies log.
      body: JSON.stringify({ token }),
    });
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

  /** {@inheritDoc BitbucketPagesApi.getOverview} */
  getOverview(entityRef: string) {
    return this.#get(entityRef, 'overview');
  }

  /** {@inheritDoc BitbucketPagesApi.getGroupPullRequests} */
  getGroupPullRequests(groupRef: string, state: BitbucketListedState) {
    return this.#getGroup(groupRef, `pull-requests?status=${state}`);
  }

  /** {@inheritDoc BitbucketPagesApi.getGroupPipelines} */
  getGroupPipelines(groupRef: string) {
    return this.#getGroup(groupRef, 'pipelines');
  }

  /** {@inheritDoc BitbucketPagesApi.getGroupEnvironments} */
  getGroupEnvironments(groupRef: string) {
    return this.#getGroup(groupRef, 'environments');
  }

  /** {@inheritDoc BitbucketPagesApi.getHome} */
  getHome() {
    this.#home ??= this.#request('home').finally(() => {
      this.#home = undefined;
    });
    return this.#home;
  }

  #get(entityRef: string, path: string, init?: RequestInit) {
    const { kind, name, namespace } = parseEntityRef(entityRef);
    const names = [kind, namespace, name].map(encodeURIComponent).join('/');
    return this.#request(`entities/${names}/${path}`, init);
  }

  #getGroup(groupRef: string, path: string) {
    const { name, namespace } = parseEntityRef(groupRef);
    const names = [namespace, name].map(encodeURIComponent).join('/');
    return this.#request(`groups/${names}/${path}`);
  }

  async #request(path: string, init?: RequestInit) {
    const { discoveryApi, fetchApi } = this.apis;
    const base = await discoveryApi.getBaseUrl('bitbucket-cloud');
    const response = await fetchApi
      .fetch(`${base}/${path}`, init)
      .catch(toReadableError)
      .catch(toPagesError);
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
      return toPagesError(await readFailure(response));
    }
    return response.json().catch(() => toPagesError(incompatible()));
  }
}

function toPagesError(error: unknown): never {
  throw error instanceof BitbucketRequestError
    ? new BitbucketPagesError(error.message)
    : error;
}
